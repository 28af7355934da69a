import Glibc

/// The file as bytes.
public enum ConfigurationFile {
  /// Far above any real configuration; a wrong file is refused before it is read whole.
  static let maximumBytes = 1 << 20

  /// Reads a file of at most 1 MiB.
  public static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw problem(path, "found a directory, expected a file") }
    // A pipe has no size, so the cap counts what is read.
    var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count) }
      if got < 0 {
        if errno == EINTR { continue }
        throw failure(path, errno)
      }
      if got == 0 { break }
      count += got
    }
    guard count <= maximumBytes else { throw problem(path, "found more than 1 MiB, expected a file of at most that") }
    return Array(bytes[..<count])
  }

  /// The folder that a path stands in; empty for the working directory.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func failure(_ path: String, _ code: Int32) -> ConfigurationError {
    if code == ENOENT || code == ENOTDIR {
      return problem(path, "found no such file, expected a configuration (Documentation/clusters.md)")
    }
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return problem(path, "found \"\(reason)\", expected a file that can be read")
  }

  private static func problem(_ path: String, _ message: String) -> ConfigurationError {
    ConfigurationError(file: path, problems: [.init(message: message)])
  }
}
