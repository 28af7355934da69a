import Benchmark
import SigV4

/// A signature over what DescribeContainerInstances sends: 1 KB is a short list of IDs, 11 KB a hundred ARNs. The key is cached, as in a sweep.
func signing() {
  let date = "20260102T030405Z"
  let scope = SigningScope(date: date, region: "eu-west-1", service: "ecs")
  let signer = Signer(
    accessKeyID: "AKIDEXAMPLE", key: SigningKey(secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope: scope),
    sessionToken: String(repeating: "t", count: 800))
  let headers = [
    (name: "Content-Type", value: "application/x-amz-json-1.1"),
    (name: "X-Amz-Target", value: "AmazonEC2ContainerServiceV20141113.DescribeContainerInstances"),
  ]
  for (size, bytes) in [("1 KB", 1 << 10), ("11 KB", 11 << 10)] {
    let body = [UInt8](repeating: UInt8(ascii: "a"), count: bytes)
    Benchmark("sign a request of \(size)", configuration: .init(timeUnits: .nanoseconds)) { _ in
      blackHole(signer.sign(method: "POST", host: "ecs.eu-west-1.amazonaws.com", headers: headers, body: body, date: date))
    }
  }
}
