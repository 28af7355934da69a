import Foundation
import Glibc
import MockAWS
import TestSupport

/// The Lambda function as a process, with a runtime API of the tests' own.
struct Function: Sendable {
  /// What became of some events.
  struct Run: Sendable {
    let posts: [LambdaAPI.Post]
    let status: Int
    let log: String

    /// The reports of the responses.
    var reports: [Report] {
      get throws {
        try posts.filter { $0.path.hasSuffix("/response") }.map { try JSONDecoder().decode(Report.self, from: Data($0.body.utf8)) }
      }
    }

    /// The log's lines, each an object.
    var lines: [[String: Any]] {
      get throws {
        try log.split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
      }
    }

    /// `errorMessage` of an error that was posted.
    func message(of post: Int) throws -> String? {
      try (JSONSerialization.jsonObject(with: Data(posts[post].body.utf8)) as? [String: Any])?["errorMessage"] as? String
    }
  }

  var environment: [String: String?]
  let folder: URL

  init(folder: URL, mock: MockServer) {
    self.folder = folder
    environment = Monitor(folder: folder, mock: mock).environment
    environment["LAMBDA_TASK_ROOT"] = folder.path
  }

  private static var program: String {
    URL(fileURLWithPath: Monitor.program).deletingLastPathComponent().appendingPathComponent("bootstrap").path
  }

  /// An event with so many seconds to go.
  static func event(_ id: String, _ body: String, seconds: Double = 300) -> LambdaAPI.Next {
    .event(id: id, body: body, deadline: "\(Int((Date().timeIntervalSince1970 + seconds) * 1000))")
  }

  /// Handles events one after the other, then gets SIGTERM; `body` runs beside it, once it was started.
  /// - Parameter posts: how many answers there are before the signal. By default one for each event.
  func run(_ events: [LambdaAPI.Next], posts: Int? = nil, _ body: (LambdaAPI) async throws -> Void = { _ in }) async throws -> Run {
    let api = LambdaAPI(events)
    return try await api.serve { address in
      var environment = environment
      environment["AWS_LAMBDA_RUNTIME_API"] = address
      return try await ChildProcess.with(Self.program, [], environment: environment) { process in
        try await body(api)
        let expected = posts ?? events.count
        let isDone = try await eventually { api.posts.count >= expected || !process.isRunning }
        if process.isRunning { process.signal(SIGTERM) }
        let status = try await process.exitStatus()
        if !isDone { throw Unanswered(posts: api.posts, log: process.output + process.errors) }
        return Run(posts: api.posts, status: status, log: process.output)
      }
    }
  }

  struct Unanswered: Error {
    let posts: [LambdaAPI.Post]
    let log: String
  }
}
