internal import CLibcurl
internal import Glibc

/// All connections of the process on one thread: HTTP/1.1 requests, and raw connections for other protocols.
///
/// Certificates are always verified, redirects are never followed, connections are kept and used again by all callers.
public final class EventLoop: Sendable {
  private let inbox: Inbox
  private let counters = Counters()
  /// `nil` once joined.
  private let thread: Lock<pthread_t?>

  /// Starts the thread.
  ///
  /// Throws when a configured file of authorities cannot be read, or the system lacks memory or threads.
  public init(_ configuration: Configuration = .init()) throws(NetworkError) {
    let caFile = try CertificateAuthorities.choose(explicit: configuration.caFile)
    guard Libcurl.start == CURLE_OK, let multi = curl_multi_init(), let share = clibcurl_share_tls_sessions() else {
      throw NetworkError(.other(Int(CURLE_FAILED_INIT.rawValue)), "libcurl could not be started")
    }
    inbox = Inbox(multi: multi)
    let settings = LoopSettings(
      maxInFlight: configuration.maxInFlight, maxPerEndpoint: configuration.maxPerEndpoint, connectTimeout: configuration.connectTimeout,
      usesProxyEnvironment: configuration.usesProxyEnvironment, monotonic: configuration.monotonic, caFile: caFile, share: share)
    guard let started = Self.start(LoopThread(inbox: inbox, multi: multi, settings: settings, counters: counters)) else {
      throw NetworkError(.other(Int(CURLE_FAILED_INIT.rawValue)), "no thread for the event loop")
    }
    thread = Lock(started)
  }

  deinit {
    stop()
  }

  /// Sends a request and waits for the whole answer, whatever its status.
  ///
  /// Waits for its turn when more than the configured number are in flight. Cancelling the task removes the transfer at once, unless it has begun and its
  /// `outcomeMatters`. Not retried, except that libcurl uses a new connection when a kept one turns out to be closed, and its `outcomeMatters` not.
  public func execute(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
    guard let endpoint = Endpoint(url: request.url) else {
      throw NetworkError(.other(Int(CURLE_URL_MALFORMAT.rawValue)), "not an absolute http or https URL")
    }
    return try await perform { waiter in .request(request, endpoint, waiter) }
  }

  /// Opens a raw connection. Proxies of the environment are not used.
  /// - Parameters:
  ///   - host: a name or an address (IPv6 without brackets)
  ///   - port: 1…65535
  ///   - tls: `nil` for plain TCP
  ///   - timeout: for name, connection and TLS handshake together
  public func connect(host: String, port: Int, tls: TLS?, timeout: Duration) async throws(NetworkError) -> RawConnection {
    guard let endpoint = Endpoint(host: host, port: port, tls: tls != nil) else {
      throw NetworkError(.resolve, "not a host and port")
    }
    let id = try await perform { waiter in .connect(endpoint, tls, timeout: timeout, waiter) }
    return RawConnection(loop: self, id: id)
  }

  /// What happened so far.
  public var statistics: Statistics { counters.statistics }

  /// Ends all operations with `stopped` and the thread; later ones end with `stopped` at once. Takes about a millisecond. May be called again.
  public func stop() {
    inbox.stop()
    thread.withLock { thread in
      if let running = thread { pthread_join(running, nil) }
      thread = nil
    }
  }

  func close(_ id: RawSocket.ID) {
    _ = inbox.submit(.close(id))
  }

  func prompt(_ id: RawSocket.ID) {
    _ = inbox.submit(.prompt(id))
  }

  /// Hands an operation to the loop thread and waits for its result.
  func perform<Value: Sendable>(
    isCancellable: Bool = true, _ submission: (Waiter<Value>) -> Submission
  ) async throws(NetworkError) -> Value {
    let ticket = Ticket()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let waiter = Waiter<Value>(ticket: ticket, continuation: continuation)
        if !inbox.submit(submission(waiter)) { waiter.finish(.failure(.stopped)) }
      }
    } onCancel: {
      if isCancellable {
        ticket.cancel()
        inbox.cancel(ticket)
      }
    }
    return try result.get()
  }

  /// The thread takes over the only reference; without a thread, it is freed here.
  private static func start(_ loop: consuming sending LoopThread) -> pthread_t? {
    // Signals are for the program's own threads.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(loop)
    let result = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<LoopThread>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    if result != 0 {
      context.release()
      return nil
    }
    return thread
  }
}
