import AWSServices
import Benchmark
import WireFormats

/// One answer of DescribeContainerInstances with a hundred instances, as mock-aws renders them: what a sweep reads most of.
func decoding() {
  let instances = Array(repeating: PackageResources.container_instance_json, count: 100).joined(separator: [UInt8(ascii: ",")])
  let page = Array("{\"containerInstances\":[".utf8) + instances + Array("],\"failures\":[]}".utf8)

  Benchmark("decode a page of 100 instances, \(page.count / 1000) kB") { benchmark in
    blackHole(try read(page))
  }
  Benchmark("skip through the same page") { benchmark in
    var reader = JSONReader(page)
    try reader.skip()
    blackHole(reader.byteOffset)
  }
}

private func read(_ page: [UInt8]) throws(JSONError) -> [ContainerInstance] {
  var reader = JSONReader(page)
  var instances: [ContainerInstance] = []
  try reader.object { key, reader throws(JSONError) in
    if key == "containerInstances" { instances = try reader.values(ContainerInstance.self) }
  }
  try reader.end()
  return instances
}
