import NIOCore

/// The part of a container instance's JSON that its kind and Zone decide, rendered once: this, not the rest, is most of the 3.5 KB.
///
/// Rendering a container instance is then a handful of copies into the answer. A finished copy per instance would be no faster and cost
/// 350 MB for 100,000 of them.
final class InstanceShape {
  /// `"remainingResources":[…],"registeredResources":[…]`
  let resources: ByteBuffer
  /// `"attributes":[…]`
  let attributes: ByteBuffer

  init(zone: String, type: String) {
    resources = Self.resources()
    attributes = Self.attributes(zone: zone, type: type)
  }

  private static func resources() -> ByteBuffer {
    func list(cpu: Int, memory: Int) -> String {
      func integer(_ name: String, _ value: Int) -> String {
        #"{"name":"\#(name)","type":"INTEGER","doubleValue":0.0,"longValue":0,"integerValue":\#(value)}"#
      }
      func set(_ name: String, _ values: String) -> String {
        #"{"name":"\#(name)","type":"STRINGSET","doubleValue":0.0,"longValue":0,"integerValue":0,"stringSetValue":[\#(values)]}"#
      }
      let ports = #""22","2376","2375","51678","51679""#
      return "[\(integer("CPU", cpu)),\(integer("MEMORY", memory)),\(set("PORTS", ports)),\(set("PORTS_UDP", ""))]"
    }
    return ByteBuffer(
      string: "\"remainingResources\":\(list(cpu: 1024, memory: 2787)),\"registeredResources\":\(list(cpu: 2048, memory: 3811))")
  }

  private static func attributes(zone: String, type: String) -> ByteBuffer {
    let names = [
      "ecs.capability.secrets.asm.environment-variables", "ecs.capability.branch-cni-plugin-version", "ecs.ami-id",
      "ecs.capability.secrets.asm.bootstrap.log-driver", "ecs.capability.task-eia.optimized-cpu",
      "com.amazonaws.ecs.capability.logging-driver.none", "ecs.capability.ecr-endpoint",
      "ecs.capability.docker-plugin.local", "ecs.capability.task-cpu-mem-limit", "ecs.capability.secrets.ssm.bootstrap.log-driver",
      "ecs.capability.efsAuth", "ecs.capability.full-sync", "com.amazonaws.ecs.capability.docker-remote-api.1.30",
      "com.amazonaws.ecs.capability.docker-remote-api.1.31", "com.amazonaws.ecs.capability.docker-remote-api.1.32", "ecs.availability-zone",
      "ecs.capability.fluentd-async-connect", "ecs.capability.aws-appmesh", "com.amazonaws.ecs.capability.logging-driver.awslogs",
      "com.amazonaws.ecs.capability.docker-remote-api.1.24", "com.amazonaws.ecs.capability.docker-remote-api.1.25",
      "ecs.capability.task-eni-trunking", "com.amazonaws.ecs.capability.docker-remote-api.1.26", "ecs.capability.efs",
      "com.amazonaws.ecs.capability.privileged-container", "ecs.cpu-architecture", "com.amazonaws.ecs.capability.docker-remote-api.1.29",
      "ecs.capability.firelens.fluentbit", "com.amazonaws.ecs.capability.ecr-auth", "ecs.os-type", "ecs.os-family",
      "ecs.capability.container-health-check", "ecs.subnet-id", "ecs.capability.execute-command", "ecs.instance-type", "ecs.vpc-id",
      "com.amazonaws.ecs.capability.task-iam-role-network-host", "ecs.capability.container-ordering",
      "com.amazonaws.ecs.capability.task-iam-role",
    ]
    let values = [
      "ecs.capability.branch-cni-plugin-version": "f0d67b7e-", "ecs.ami-id": "ami-0c55b159cbfafe1f0", "ecs.availability-zone": zone,
      "ecs.cpu-architecture": "x86_64", "ecs.os-type": "linux", "ecs.os-family": "LINUX", "ecs.subnet-id": "subnet-0a1b2c3d4e5f60718",
      "ecs.instance-type": type, "ecs.vpc-id": "vpc-0123456789abcdef0",
    ]
    let list = names.map { name in
      values[name].map { #"{"name":"\#(name)","value":"\#($0)"}"# } ?? #"{"name":"\#(name)"}"#
    }
    return ByteBuffer(string: "\"attributes\":[\(list.joined(separator: ","))]")
  }
}
