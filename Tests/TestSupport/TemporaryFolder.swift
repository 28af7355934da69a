public import Foundation

/// Makes an empty folder and removes it, with all that is in it, when `body` ends.
public func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ecs-agent-monitor-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(at: folder) } catch { print("not removed: \(folder.path): \(error)") }
  }
  return try await body(folder)
}
