/// The services the mock knows, by the name in the credential scope.
enum Service: String, Sendable {
  case ecs
  case autoscaling
  case ec2
  case sns
  case sts
  case organizations
  case zonalShift = "arc-zonal-shift"

  /// How the service speaks on the wire.
  enum Wire {
    case json
    /// A GET whose path says which operation, answered in JSON; what is wrong stands in `x-amzn-ErrorType`.
    case rest
    case query
    case ec2
  }

  var wire: Wire {
    switch self {
    case .ecs, .organizations: .json
    case .zonalShift: .rest
    case .ec2: .ec2
    case .autoscaling, .sns, .sts: .query
    }
  }

  /// The XML namespace, which also carries the API version.
  var namespace: String {
    switch self {
    case .autoscaling: "http://autoscaling.amazonaws.com/doc/2011-01-01/"
    case .ec2: "http://ec2.amazonaws.com/doc/2016-11-15/"
    case .sns: "http://sns.amazonaws.com/doc/2010-03-31/"
    case .sts: "https://sts.amazonaws.com/doc/2011-06-15/"
    case .ecs, .organizations, .zonalShift: ""
    }
  }

  /// What `X-Amz-Target` starts with.
  var targetPrefix: String {
    switch self {
    case .ecs: "AmazonEC2ContainerServiceV20141113."
    case .organizations: "AWSOrganizationsV20161128."
    case .autoscaling, .ec2, .sns, .sts, .zonalShift: ""
    }
  }

  var contentType: String {
    switch wire {
    case .json: "application/x-amz-json-1.1"
    case .rest: "application/json"
    case .query, .ec2: "text/xml;charset=UTF-8"
    }
  }
}
