import NIOCore
import NIOHTTP1

/// Which service and operation a request is meant for, told by its form alone, before anything is checked.
struct Addressed {
  let service: Service
  let operation: String
  /// The fields of a query or ec2 body, or of a GET's query.
  let form: FormFields

  init(_ request: Request) {
    if let target = request.headers.first(name: "x-amz-target") {
      service = target.hasPrefix(Service.organizations.targetPrefix) ? .organizations : .ecs
      operation = target.hasPrefix(service.targetPrefix) ? String(target.dropFirst(service.targetPrefix.count)) : target
      form = FormFields()
    } else if request.method == "GET" {
      let parts = request.uri.split(separator: "?", maxSplits: 1)
      service = .zonalShift
      operation = parts.first == "/managedresources" ? "ListManagedResources" : request.uri
      form = FormFields(ByteBuffer(substring: parts.count > 1 ? parts[1] : ""))
    } else {
      form = FormFields(request.body)
      service = form["Version"].flatMap(Service.init(version:)) ?? .sts
      operation = form["Action"] ?? ""
    }
  }
}

extension Service {
  /// The service whose API has this version.
  fileprivate init?(version: String) {
    switch version {
    case "2011-01-01": self = .autoscaling
    case "2016-11-15": self = .ec2
    case "2010-03-31": self = .sns
    case "2011-06-15": self = .sts
    default: return nil
    }
  }
}
