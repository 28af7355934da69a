import Glibc

/// A small file that is read whole and replaced whole, so that whoever reads it finds the old one or the new one and nothing between.
struct DurableFile: Sendable {
  /// Where it is; symbolic links followed.
  let path: String
  /// How messages call it.
  let name: String

  init(path: String, name: String) {
    // A link is followed to the file, so that a rename replaces the file and not the link. What does not exist yet is no link.
    if let real = realpath(path, nil) {
      self.path = String(cString: real)
      free(real)
    } else {
      self.path = path
    }
    self.name = name
  }

  /// The whole file; nil where there is none.
  func read() throws(StoreError) -> [UInt8]? {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let error = SystemError.last
      if error.code == ENOENT { return nil }
      throw failure("cannot be read", error)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot be read", .last) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "not a regular file"
      throw StoreError(.unavailable, "\(name) is \(kind), expected a file")
    }
    return try contents(descriptor, expected: Int(status.st_size))
  }

  /// Replaces the file: temporary file in the same folder, write, fsync, rename. Where it throws, the old file is still there.
  ///
  /// Only ``syncFolder()`` after it makes a power cut bring the new one back.
  func replace(with bytes: [UInt8]) throws(StoreError) {
    let temporary = path + ".tmp"
    // Whoever writes holds the lock, so this can only be what a killed writer left.
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("cannot be written", .last) }
    var problem = write(bytes, to: descriptor)
    if problem == nil, fsync(descriptor) != 0 { problem = .last }
    if close(descriptor) != 0, problem == nil { problem = .last }
    if problem == nil, rename(temporary, path) != 0 { problem = .last }
    if let problem {
      unlink(temporary)
      throw failure("cannot be written", problem)
    }
  }

  /// Makes a rename durable. EINVAL: some file systems do not know this, and need it not.
  func syncFolder() throws(StoreError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("its folder cannot be opened", .last) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL { throw failure("its folder cannot be synced", .last) }
  }

  /// Makes the folder, and those above it, for the owner alone. Those that exist are left as they are.
  func makeFolder() throws(StoreError) {
    var missing: [String] = []
    var candidate = folder
    while access(candidate, F_OK) != 0, errno == ENOENT, candidate != ".", candidate != "/" {
      missing.append(candidate)
      candidate = Self.folder(of: candidate)
    }
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw failure("its folder cannot be made", .last)
    }
  }

  var folder: String { Self.folder(of: path) }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func contents(_ descriptor: CInt, expected: Int) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected)
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("cannot be read", .last)
      }
      bytes += chunk[..<count]
    }
  }

  private func write(_ bytes: [UInt8], to descriptor: CInt) -> SystemError? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return .last
      }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  func failure(_ what: String, _ error: SystemError) -> StoreError {
    StoreError(.unavailable, "\(name): \(what): \(error)")
  }
}
