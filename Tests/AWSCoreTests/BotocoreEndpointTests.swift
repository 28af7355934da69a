import Foundation
import TestSupport
import Testing

@testable import AWSCore

@Suite("endpoints as botocore has them", .enabled(if: Botocore.python != nil, "\(Botocore.missing)"))
struct BotocoreEndpointTests {
  struct Known: Decodable {
    let prefix, region, url, signing_region: String
    let fips, dual_stack, legacy: Bool

    var environment: Environment {
      Environment([
        "AWS_USE_FIPS_ENDPOINT": String(fips), "AWS_USE_DUALSTACK_ENDPOINT": String(dual_stack),
        "AWS_STS_REGIONAL_ENDPOINTS": legacy ? "legacy" : "",
      ])
    }
  }

  @Test("every service in every Region of every partition, and in Regions to come, in all four variants")
  func everywhere() async throws {
    let all = try Botocore.decode(try await Botocore.run("Tests/AWSCoreTests/Botocore/endpoints.py"), as: Known.self)
    #expect(all.count > 4000)
    #expect(Set(all.map(\.prefix)).count == 17)
    for known in all {
      let service = known.prefix == "sts" ? STS.service : AWSService(known.prefix, environmentName: "", wireProtocol: .ec2(version: ""))
      let endpoint = try EndpointResolver(settings: AWSSettings(environment: known.environment)).endpoint(of: service, in: known.region)
      #expect(endpoint.url == known.url + "/" && endpoint.signingRegion == known.signing_region, "\(known)")
    }
  }

  @Test("the committed table is what the script makes of the botocore that it names")
  func table() async throws {
    let file = Botocore.package.appending(path: "Sources/AWSCore/Endpoint/EndpointTable.swift")
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(try await Botocore.run(".ci/endpoint_table") == committed, "`make endpoints` makes it anew")
  }
}
