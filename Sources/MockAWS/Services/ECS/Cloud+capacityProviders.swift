import NIOCore

extension Cloud {
  /// Providers are what groups say that they have; several groups never have the same one in ECS.
  func describeCapacityProviders(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let names = call.json["capacityProviders"]?.strings ?? []
    call.resources = names
    guard names.count <= 100 else { throw .invalidParameter("Capacity providers cannot have more than 100 items.") }
    let groups = call.region.groups.values.sorted { $0.name < $1.name }
    var json = JSONText()
    json.object { answer in
      answer.key("capacityProviders")
      answer.array { list in
        for group in groups where group.capacityProvider.map(names.contains) ?? false {
          list.object { provider in
            provider.member("name", group.capacityProvider ?? "")
            provider.member("status", "ACTIVE")
            provider.key("autoScalingGroupProvider")
            provider.object { managed in
              managed.member("autoScalingGroupArn", group.arn)
              managed.member("managedTerminationProtection", group.managedTerminationProtection ? "ENABLED" : "DISABLED")
              managed.member("managedDraining", group.managedDraining ? "ENABLED" : "DISABLED")
            }
          }
        }
      }
      answer.key("failures")
      answer.array { list in
        for name in names where !groups.contains(where: { $0.capacityProvider == name }) {
          list.object { failure in
            failure.member("arn", name)
            failure.member("reason", "MISSING")
          }
        }
      }
    }
    return json.buffer
  }
}
