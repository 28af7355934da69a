public import AgentHealth
import Glibc

extension FileStore {
  /// Reads the file, and writes and removes another one beside it. Takes no lock and makes no folder.
  public func checkup(as owner: StoreOwner) -> [Finding] {
    let file = DurableFile(path: path, name: path)
    do throws(StoreError) {
      _ = try load(file, as: owner, access)
    } catch {
      return [error.finding]
    }
    let read = Finding(.ok, "store", detail: "\(name): readable, and nobody else's")
    do throws(StoreError) {
      try file.tryWriting()
      return [read, Finding(.ok, "store write", detail: "\(name): its folder takes files")]
    } catch {
      return [
        read,
        Finding(
          .failed, "store write", detail: error.message, advice: "make the folder writable for this user", consequence: .runtimeFailure),
      ]
    }
  }
}

extension DurableFile {
  /// Makes a file in the folder and removes it; where there is no folder yet, asks whether one could be made.
  fileprivate func tryWriting() throws(StoreError) {
    var place = folder
    while access(place, F_OK) != 0, errno == ENOENT, place != ".", place != "/" { place = Self.folder(of: place) }
    guard place == folder else {
      if access(place, W_OK | X_OK) != 0 { throw failure("its folder cannot be made", .last) }
      return
    }
    let trial = "\(path).doctor-\(getpid())"
    let descriptor = Glibc.open(trial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("cannot be written", .last) }
    defer {
      close(descriptor)
      unlink(trial)
    }
    guard Glibc.write(descriptor, "x", 1) == 1, fsync(descriptor) == 0 else { throw failure("cannot be written", .last) }
  }
}
