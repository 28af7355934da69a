import Glibc
import NIOCore

/// What was asked of the mock: every call that changes something, the latest of the others, and how many of each operation.
struct CallLog {
  private let readLimit: Int
  private var reads: [(order: Int, call: MockCall)] = []
  private var oldest = 0
  private var writes: [(order: Int, call: MockCall)] = []
  private(set) var counts: [String: Int] = [:]
  private(set) var total = 0
  private var file: FileHandle?

  /// A file that is closed with the log.
  private final class FileHandle {
    let stream: UnsafeMutablePointer<FILE>

    init?(path: String) {
      guard let stream = fopen(path, "w") else { return nil }
      self.stream = stream
    }

    deinit {
      fclose(stream)
    }
  }

  init(readLimit: Int) {
    self.readLimit = readLimit
  }

  /// Also writes to `path` from now on; false where that cannot be opened.
  mutating func write(to path: String) -> Bool {
    file = FileHandle(path: path)
    return file != nil
  }

  mutating func add(_ call: MockCall) {
    total += 1
    counts["\(call.service):\(call.operation)", default: 0] += 1
    if call.isMutation {
      writes.append((total, call))
    } else if reads.count < readLimit {
      reads.append((total, call))
    } else if readLimit > 0 {
      reads[oldest] = (total, call)
      oldest = (oldest + 1) % readLimit
    }
    if let file {
      var line = call.json.buffer
      line.writeStaticString("\n")
      _ = line.withUnsafeReadableBytes { fwrite($0.baseAddress, 1, $0.count, file.stream) }
      fflush(file.stream)
    }
  }

  /// In the order in which they came.
  var calls: [MockCall] {
    (reads + writes).sorted { $0.order < $1.order }.map(\.call)
  }

  var mutations: [MockCall] {
    writes.map(\.call)
  }
}
