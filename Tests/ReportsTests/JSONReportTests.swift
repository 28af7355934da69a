import AgentHealth
import Foundation
import Reports
import Testing
import WireFormats

struct JSONReportTests {
  @Test("a bad day, key by key")
  func badDayJSON() {
    let expected = #"""
      {
        "sweep_id": "20261123T030405Z-1a2b",
        "mode": "apply",
        "started_at": "2026-11-23T03:04:05.250Z",
        "duration_seconds": 2.345,
        "targets": [
          {
            "account_id": "111122223333",
            "region": "eu-west-1",
            "cluster": "web",
            "status": "ok",
            "scan": "filtered",
            "observed": 1200,
            "disconnected": 4
          },
          {
            "account_id": "111122223333",
            "region": "us-east-1",
            "cluster": "batch",
            "status": "ok",
            "scan": "full",
            "observed": 10,
            "disconnected": 3
          },
          {
            "account_id": "111122223333",
            "region": "us-east-1",
            "cluster": "etl",
            "status": "partial",
            "scan": "full",
            "observed": 100,
            "disconnected": 1,
            "error": "page 2 of the list: ThrottlingException after 6 attempts"
          },
          {
            "account_id": "staging",
            "region": null,
            "cluster": null,
            "status": "failed",
            "observed": 0,
            "disconnected": 0,
            "error": "AssumeRole: AccessDenied\nUser is not\u001B[31m allowed"
          }
        ],
        "instances": [
          {
            "account_id": "111122223333",
            "region": "eu-west-1",
            "cluster": "web",
            "container_instance_id": "ci-1",
            "ec2_instance_id": "i-00000001",
            "auto_scaling_group": "web-asg",
            "strikes": 2,
            "disconnected_since": "2026-11-23T02:54:05.250Z",
            "verdict": "due",
            "reason": "disconnected",
            "detail": "strike 2 of 2, disconnected for 10m of 10m",
            "steps": [
              {
                "step": "tag",
                "result": "done",
                "at": "2026-11-23T03:04:06.250Z"
              },
              {
                "step": "detach",
                "result": "done",
                "at": "2026-11-23T03:04:07.250Z"
              },
              {
                "step": "terminate",
                "result": "done",
                "at": "2026-11-23T03:04:08.250Z"
              },
              {
                "step": "deregister",
                "result": "done",
                "at": "2026-11-23T03:04:09.250Z"
              }
            ]
          },
          {
            "account_id": "111122223333",
            "region": "eu-west-1",
            "cluster": "web",
            "container_instance_id": "ci-2",
            "ec2_instance_id": "i-00000002",
            "auto_scaling_group": "web-asg",
            "strikes": 2,
            "disconnected_since": "2026-11-23T02:54:05.250Z",
            "verdict": "due",
            "reason": "disconnected",
            "detail": "strike 3 of 2, disconnected for 1d of 10m",
            "steps": [
              {
                "step": "tag",
                "result": "done",
                "at": "2026-11-23T03:04:06.250Z"
              },
              {
                "step": "detach",
                "result": "failed",
                "error": "UnauthorizedOperation: not you",
                "at": "2026-11-23T03:04:07.250Z"
              }
            ]
          },
          {
            "account_id": "111122223333",
            "region": "eu-west-1",
            "cluster": "web",
            "container_instance_id": "ci-3",
            "ec2_instance_id": "i-00000003",
            "auto_scaling_group": "web-asg",
            "strikes": 1,
            "disconnected_since": "2026-11-23T03:04:05.250Z",
            "verdict": "striking",
            "reason": "strikes",
            "detail": "strike 1 of 2, disconnected for 0s of 10m",
            "steps": []
          },
          {
            "account_id": "111122223333",
            "region": "eu-west-1",
            "cluster": "web",
            "container_instance_id": "ci-4",
            "ec2_instance_id": "i-00000004",
            "strikes": 0,
            "disconnected_since": null,
            "verdict": "ignored",
            "reason": "not_running",
            "detail": "EC2 state stopped",
            "steps": []
          },
          {
            "account_id": "111122223333",
            "region": "us-east-1",
            "cluster": "batch",
            "container_instance_id": "ci-5",
            "ec2_instance_id": "i-00000005",
            "auto_scaling_group": "batch-asg",
            "strikes": 2,
            "disconnected_since": "2026-11-22T03:04:05.250Z",
            "verdict": "held",
            "reason": "brake",
            "detail": "3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)",
            "steps": []
          },
          {
            "account_id": "111122223333",
            "region": "us-east-1",
            "cluster": "batch",
            "container_instance_id": "ci-6",
            "ec2_instance_id": "i-00000006",
            "auto_scaling_group": "batch-asg",
            "strikes": 2,
            "disconnected_since": "2026-11-23T02:54:05.250Z",
            "verdict": "held",
            "reason": "brake",
            "detail": "3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)",
            "steps": []
          },
          {
            "account_id": "111122223333",
            "region": "us-east-1",
            "cluster": "batch",
            "container_instance_id": "ci-7",
            "ec2_instance_id": "i-00000007",
            "auto_scaling_group": "batch-asg",
            "strikes": 2,
            "disconnected_since": "2026-11-23T02:54:05.250Z",
            "verdict": "deferred",
            "reason": "per_cluster",
            "detail": "1 open in the cluster already (per_cluster 1)",
            "steps": []
          }
        ],
        "holds": [
          {
            "scope": "cluster",
            "account_id": "111122223333",
            "region": "us-east-1",
            "name": "batch",
            "rule": "brake",
            "observed": 10,
            "disconnected": 3,
            "allowed": 2,
            "held_at": "2026-11-23T02:54:05.250Z",
            "released_at": null,
            "change": null,
            "detail": "3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)",
            "release": "2 or fewer disconnected, for the time of cooldown; what is out for longer than max_hold is worked off one at a time"
          },
          {
            "scope": "zone",
            "region": "us-east-1",
            "name": "use1-az1",
            "rule": "cooldown",
            "observed": 40,
            "disconnected": 1,
            "allowed": 8,
            "held_at": "2026-11-23T02:54:05.250Z",
            "released_at": "2026-11-23T03:04:05.250Z",
            "change": null,
            "detail": "1 of 40 disconnected in zone use1-az1 of us-east-1 over all accounts, 8 allowed",
            "release": "time: the cooldown runs"
          }
        ],
        "unfinished": [
          {
            "account_id": "111122223333",
            "region": "eu-west-1",
            "cluster": "web",
            "ec2_instance_id": "i-00000002",
            "tag": "prod/20261123T030405Z-1a2b",
            "stranded": false,
            "detail": "detach failed; the next sweep goes on, or: aws ec2 terminate-instances --instance-ids i-00000002"
          },
          {
            "account_id": "111122223333",
            "region": "us-east-1",
            "cluster": null,
            "ec2_instance_id": "i-00000009",
            "tag": "prod/old",
            "stranded": true,
            "detail": "its agent is connected; to keep it: aws ec2 delete-tags --resources i-00000009"
          }
        ],
        "failures": [],
        "warnings": [
          "the local clock is 75s behind AWS's"
        ],
        "notification": {
          "sns_topic_arn": "arn:aws:sns:us-east-1:111122223333:ecs-agents",
          "sent": 1,
          "error": "NotFound"
        },
        "totals": {
          "targets": {
            "ok": 2,
            "partial": 1,
            "failed": 1,
            "skipped": 0
          },
          "observed": 1310,
          "disconnected": 8,
          "verdicts": {
            "healthy": 0,
            "striking": 1,
            "due": 2,
            "deferred": 1,
            "held": 2,
            "ignored": 1
          },
          "remediated": 1,
          "failed_steps": 1,
          "unfinished": 2
        },
        "api": {
          "requests": 1412,
          "retries": 3,
          "throttled": 2,
          "connections": 16,
          "by_category": {
            "ec2:read": {
              "requests": 12,
              "throttled": 0,
              "waited_seconds": 0,
              "limit_used": 0.0012,
              "limit_used_most": 0.012
            },
            "ecs:cluster-resource-read": {
              "requests": 1400,
              "throttled": 2,
              "waited_seconds": 1.5,
              "limit_used": 0.1235,
              "limit_used_most": 0.5
            }
          }
        },
        "exit_status": 4
      }
      """#
    #expect(badDay.json == expected + "\n")
  }

  @Test("an empty sweep has every key")
  func empty() throws {
    let empty = try #require(try object(SweepReport(sweepID: "s", mode: .plan, startedAt: start)))
    #expect(Set(empty.keys) == Set(try #require(try object(badDay)).keys))
    #expect(empty["notification"] is NSNull)
    #expect((empty["instances"] as? [Any])?.isEmpty == true)
    #expect(empty["exit_status"] as? Int == 0)
  }

  @Test("what AWS says comes through unchanged, controls and all")
  func faithful() throws {
    let text = "a\n\t\r\u{0}\u{1B}[31m\"\\ \u{85}\u{2028}é😀"
    let report = try #require(try object(goodDay.with { $0.warnings = [text] }))
    #expect(report["warnings"] as? [String] == [text])
  }

  @Test("Documentation/report.md names every key, status, verdict, reason and step")
  func documented() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Documentation/report.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    var words = keys(try #require(try object(badDay)))
    words.formUnion(TargetReport.Status.allCases.map(\.rawValue))
    words.formUnion(ScanMode.allCases.map(\.rawValue))
    words.formUnion(SweepMode.allCases.map(\.rawValue))
    words.formUnion(Verdict.allCases.map(\.rawValue))
    words.formUnion(Reason.allCases.map(\.rawValue))
    words.formUnion(Step.allCases.map(\.rawValue))
    words.formUnion(["done", "already_done"])
    words.subtract(["ec2:read", "ecs:cluster-resource-read"])
    #expect(words.filter { !text.contains("`\($0)`") }.sorted() == [])
  }

  private func object(_ report: SweepReport) throws -> [String: Any]? {
    try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
  }

  /// The keys of all objects in `value`.
  private func keys(_ value: Any) -> Set<String> {
    switch value {
    case let object as [String: Any]: object.reduce(into: Set(object.keys)) { $0.formUnion(keys($1.value)) }
    case let array as [Any]: array.reduce(into: []) { $0.formUnion(keys($1)) }
    default: []
    }
  }
}
