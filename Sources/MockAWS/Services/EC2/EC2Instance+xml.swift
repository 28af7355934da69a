extension EC2Instance {
  /// Appends the members of an instance as DescribeInstances has them.
  func write(to xml: inout XMLText) {
    xml.element("instanceId", id)
    xml.element("imageId", "ami-0c55b159cbfafe1f0")
    write(state, as: "instanceState", to: &xml)
    xml.element("privateDnsName", "ip-\(privateIP.map { $0 == "." ? "-" : $0 }.reduce(into: "") { $0.append($1) }).ec2.internal")
    xml.element("dnsName", "")
    let isEnding = state == .shuttingDown || state == .terminated
    xml.element("reason", endedAt.map { "User initiated (\(Timestamps.transition($0)))" } ?? "")
    xml.element("amiLaunchIndex", 0)
    xml.element("productCodes") { _ in }
    xml.element("instanceType", type)
    xml.element("launchTime", Timestamps.iso8601(launchTime))
    xml.element("placement") { placement in
      placement.element("availabilityZone", zone)
      placement.element("availabilityZoneId", zoneID)
      placement.element("groupName", "")
      placement.element("tenancy", "default")
    }
    xml.element("monitoring") { $0.element("state", "disabled") }
    if state != .terminated {
      xml.element("subnetId", "subnet-0a1b2c3d4e5f60718")
      xml.element("vpcId", "vpc-0123456789abcdef0")
      xml.element("privateIpAddress", privateIP)
    }
    xml.element("architecture", "x86_64")
    xml.element("rootDeviceType", "ebs")
    if isEnding {
      xml.element("stateReason") { reason in
        reason.element("code", "Client.UserInitiatedShutdown")
        reason.element("message", "Client.UserInitiatedShutdown: User initiated shutdown")
      }
    }
    xml.element("operator") { operation in
      operation.element("managed", operatedBy != nil)
      operation.element("principal", operatedBy)
    }
    xml.element("tagSet") { set in
      for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
        set.element("item") { tag in
          tag.element("key", key)
          tag.element("value", value)
        }
      }
    }
  }

  func write(_ state: State, as name: String, to xml: inout XMLText) {
    xml.element(name) { element in
      element.element("code", state.rawValue)
      element.element("name", state.name)
    }
  }
}
