internal import AWSCore

/// Where id lists become requests.
enum Batches {
  /// Asks for `ids` in batches of at most `size`, in order, and appends the answers.
  ///
  /// The one guard against the empty list, which to AWS means "everything": there is no request for it. An error names the batch as its
  /// page.
  static func collect<Element>(
    _ ids: [String], by size: Int, _ ask: (_ batch: [String]) async throws(AWSError) -> [Element]
  ) async throws(AWSError) -> [Element] {
    var elements: [Element] = []
    for start in stride(from: 0, to: ids.count, by: size) {
      do throws(AWSError) {
        elements += try await ask(Array(ids[start..<min(start + size, ids.count)]))
      } catch {
        var error = error
        if ids.count > size, error.page == nil { error.page = start / size + 1 }
        throw error
      }
    }
    return elements
  }
}
