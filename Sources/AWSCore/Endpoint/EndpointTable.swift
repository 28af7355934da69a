// Made by .ci/endpoint_table from botocore 1.43.127; `make endpoints` makes it anew. Do not edit.

extension Partition {
  static let all = [
    Partition(
      id: "aws", prefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"], otherRegions: ["aws-global"],
      dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws"),
    Partition(
      id: "aws-cn", prefixes: ["cn"], otherRegions: ["aws-cn-global"],
      dnsSuffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn"),
    Partition(
      id: "aws-eusc", prefixes: ["eusc-de"], otherRegions: [],
      dnsSuffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu"),
    Partition(
      id: "aws-iso", prefixes: ["us-iso"], otherRegions: ["aws-iso-global"],
      dnsSuffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov"),
    Partition(
      id: "aws-iso-b", prefixes: ["us-isob"], otherRegions: ["aws-iso-b-global"],
      dnsSuffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud"),
    Partition(
      id: "aws-iso-e", prefixes: ["eu-isoe"], otherRegions: ["aws-iso-e-global"],
      dnsSuffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk"),
    Partition(
      id: "aws-iso-f", prefixes: ["us-isof"], otherRegions: ["aws-iso-f-global"],
      dnsSuffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov"),
    Partition(
      id: "aws-us-gov", prefixes: ["us-gov"], otherRegions: ["aws-us-gov-global"],
      dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws"),
  ]
}

extension IrregularEndpoint {
  static let all = [
    IrregularEndpoint("autoscaling", "aws-us-gov", [.fips], prefix: "autoscaling"),
    IrregularEndpoint("ec2", "aws-us-gov", [.fips], prefix: "ec2"),
    IrregularEndpoint("sns", "aws-us-gov", [.fips], only: ["us-gov-east-1", "us-gov-west-1"], prefix: "sns"),
    IrregularEndpoint("sqs", "aws-us-gov", [.fips], prefix: "sqs"),
    IrregularEndpoint("sts", "aws", [.plain], only: ["aws-global"], host: "sts.amazonaws.com", home: "us-east-1"),
    IrregularEndpoint("sts", "aws-us-gov", [.fips], prefix: "sts"),
    IrregularEndpoint("organizations", "aws", [.plain, .fips, .dualStack, .fipsDualStack], home: "us-east-1"),
    IrregularEndpoint("organizations", "aws-cn", [.plain, .fips, .dualStack, .fipsDualStack], home: "cn-northwest-1"),
    IrregularEndpoint("organizations", "aws-eusc", [.plain, .fips, .dualStack, .fipsDualStack], home: "eusc-de-east-1"),
    IrregularEndpoint("organizations", "aws-iso", [.plain, .fips, .dualStack, .fipsDualStack], home: "us-iso-east-1"),
    IrregularEndpoint("organizations", "aws-iso-b", [.plain, .fips, .dualStack, .fipsDualStack], home: "us-isob-east-1"),
    IrregularEndpoint("organizations", "aws-iso-e", [.plain, .fips, .dualStack, .fipsDualStack], home: "eu-isoe-west-1"),
    IrregularEndpoint("organizations", "aws-iso-f", [.plain, .fips, .dualStack, .fipsDualStack], home: "us-isof-south-1"),
    IrregularEndpoint("organizations", "aws-us-gov", [.plain, .dualStack], home: "us-gov-west-1"),
    IrregularEndpoint("organizations", "aws-us-gov", [.fips, .fipsDualStack], prefix: "organizations", home: "us-gov-west-1"),
    IrregularEndpoint("ssm", "aws-us-gov", [.fips], prefix: "ssm"),
    IrregularEndpoint("monitoring", "aws-us-gov", [.fips, .fipsDualStack], prefix: "monitoring"),
    IrregularEndpoint("logs", "aws-us-gov", [.fips], only: ["us-gov-east-1", "us-gov-west-1"], prefix: "logs"),
    IrregularEndpoint("events", "aws-us-gov", [.fips], only: ["us-gov-east-1", "us-gov-west-1"], prefix: "events"),
    IrregularEndpoint("events", "aws-us-gov", [.fipsDualStack], prefix: "events"),
    IrregularEndpoint("elasticache", "aws-us-gov", [.fips], prefix: "elasticache"),
    IrregularEndpoint("states", "aws-us-gov", [.fips], only: ["us-gov-west-1"], prefix: "states"),
    IrregularEndpoint("states", "aws-us-gov", [.dualStack], prefix: "states-fips"),
    IrregularEndpoint("portal.sso", "aws-us-gov", [.fips], prefix: "portal.sso"),
    IrregularEndpoint("oidc", "aws-us-gov", [.fips], prefix: "oidc"),
  ]

  /// Where AWS_STS_REGIONAL_ENDPOINTS=legacy means the global endpoint.
  static let legacySTSRegions: Set = [
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "aws-global",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ]
}
