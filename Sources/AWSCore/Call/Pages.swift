/// The pages of a listing, one call each, as they are asked for.
///
/// Ends after the last page, or with an error that says which page it was: what came before is a part, never the whole.
public struct Pages<Element: Sendable>: AsyncSequence, Sendable {
  /// One page.
  public struct Page: Sendable {
    /// What is on it; may be empty although more follow.
    public let elements: [Element]
    /// For the next one; nil or empty on the last.
    public let nextToken: String?

    /// A page.
    public init(_ elements: [Element], nextToken: String?) {
      self.elements = elements
      self.nextToken = nextToken
    }
  }

  let fetch: @Sendable (_ token: String?) async throws(AWSError) -> Page

  /// - Parameter fetch: asks for the page behind a token; nil for the first.
  public init(fetch: @escaping @Sendable (_ token: String?) async throws(AWSError) -> Page) {
    self.fetch = fetch
  }

  /// Starts over.
  public func makeAsyncIterator() -> Iterator { Iterator(fetch: fetch) }

  /// All elements of all pages, or the error of the page that failed.
  public func all() async throws(AWSError) -> [Element] {
    var all: [Element] = []
    var pages = makeAsyncIterator()
    while let page = try await pages.next() { all += page }
    return all
  }

  /// Goes through the pages.
  public struct Iterator: AsyncIteratorProtocol {
    let fetch: @Sendable (String?) async throws(AWSError) -> Page
    private var token: String?
    private var seen: Set<String> = []
    private var number = 0
    private var isDone = false

    init(fetch: @escaping @Sendable (String?) async throws(AWSError) -> Page) {
      self.fetch = fetch
    }

    /// The elements of the next page; nil after the last, and after an error.
    public mutating func next() async throws(AWSError) -> [Element]? {
      if isDone { return nil }
      number += 1
      isDone = true
      let page: Page
      do throws(AWSError) {
        page = try await fetch(token)
      } catch {
        var error = error
        error.page = number
        throw error
      }
      if let next = page.nextToken, !next.isEmpty {
        guard seen.insert(next).inserted else { throw repeatedToken() }
        token = next
        isDone = false
      }
      return page.elements
    }

    /// Without this check a service that always gives the same token would be read for ever.
    private func repeatedToken() -> AWSError {
      var error = AWSError(.malformed, code: "RepeatedToken", message: "the page names a next page that was read already")
      error.page = number
      return error
    }
  }
}
