import NIOCore

extension ContainerInstance {
  /// Appends the container instance as DescribeContainerInstances has it, about 3.5 KB. `status` overrides its own.
  func write(to buffer: inout ByteBuffer, tags includesTags: Bool, status shownStatus: String? = nil) {
    buffer.writeStaticString("{\"containerInstanceArn\":\"")
    buffer.writeString(arn)
    buffer.writeStaticString("\",\"ec2InstanceId\":\"")
    buffer.writeString(ec2InstanceID)
    if let capacityProvider {
      buffer.writeStaticString("\",\"capacityProviderName\":\"")
      buffer.writeString(capacityProvider)
    }
    buffer.writeStaticString("\",\"version\":")
    buffer.writeString(String(version))
    buffer.writeStaticString(",\"versionInfo\":{\"agentVersion\":\"")
    buffer.writeString(agentVersion)
    buffer.writeStaticString("\",\"agentHash\":\"3a8ad6c5\",\"dockerVersion\":\"DockerVersion: 25.0.8\"},")
    buffer.writeImmutableBuffer(shape.resources)
    buffer.writeStaticString(",\"status\":\"")
    buffer.writeString(shownStatus ?? status)
    buffer.writeStaticString("\"")
    if agentConnected {
      buffer.writeStaticString(",\"agentConnected\":true,\"runningTasksCount\":")
    } else {
      buffer.writeStaticString(",\"agentConnected\":false,\"runningTasksCount\":")
    }
    buffer.writeString(String(runningTasks))
    buffer.writeStaticString(",\"pendingTasksCount\":0")
    if let agentUpdateStatus { buffer.writeString(",\"agentUpdateStatus\":\"\(agentUpdateStatus)\"") }
    buffer.writeStaticString(",")
    buffer.writeImmutableBuffer(shape.attributes)
    buffer.writeStaticString(",\"registeredAt\":")
    buffer.writeString(String(registeredAt))
    buffer.writeStaticString(",\"attachments\":[],\"tags\":[")
    if includesTags, !tags.isEmpty {
      let list = tags.sorted { $0.key < $1.key }.map { "{\"key\":\(JSONText.quoted($0.key)),\"value\":\(JSONText.quoted($0.value))}" }
      buffer.writeString(list.joined(separator: ","))
    }
    buffer.writeStaticString("]}")
  }
}
