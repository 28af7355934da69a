import Testing

@testable import AWSCore

@Suite("pages")
struct PagesTests {
  static func pages(_ list: [(elements: [Int], next: String?)]) -> Pages<Int> {
    Pages { token throws(AWSError) in
      let index = token.flatMap { Int($0) } ?? 0
      guard index < list.count else { throw AWSError(.service, code: "InvalidNextToken", message: "") }
      return Pages.Page(list[index].elements, nextToken: list[index].next)
    }
  }

  @Test("pages are followed to the last, also over empty ones; an empty token is none")
  func follows() async throws {
    #expect(try await Self.pages([([1, 2], "1"), ([], "2"), ([3], "")]).all() == [1, 2, 3])
    #expect(try await Self.pages([([], nil)]).all() == [])
  }

  @Test("an error says which page it was, after the pages before it were given")
  func failure() async throws {
    var seen: [[Int]] = []
    let error = await awsError {
      for try await page in Self.pages([([1], "1"), ([2], "7")]) { seen.append(page) }
    }
    #expect(seen == [[1], [2]])
    #expect(error?.page == 3)
    #expect(error?.code == "InvalidNextToken")
  }

  @Test("a token that came before is an error, not an endless loop", arguments: [[([1], "0")], [([1], "1"), ([2], "2"), ([3], "1")]])
  func repeated(list: [(elements: [Int], next: String?)]) async throws {
    let error = await awsError { try await Self.pages(list).all() }
    #expect(error?.code == "RepeatedToken")
    #expect(error?.kind == .malformed)
  }

  @Test("after an error a page iterator is at its end")
  func afterError() async throws {
    var iterator = Self.pages([([1], "5")]).makeAsyncIterator()
    _ = try await iterator.next()
    var broken = iterator
    _ = await awsError { try await broken.next() as Any }
    #expect(try await broken.next() == nil)
  }
}
