internal import CLibcurl

/// All that belongs to the one thread that works with libcurl, which owns `multi` and the share handle too. Nobody else ever touches it.
///
/// Each turn: take what callers asked, admit requests, let libcurl work, hand out what is complete, serve the raw connections, sleep.
final class LoopThread {
  /// Operations that a cancellation may find.
  enum Active {
    case transfer(Transfer)
    case socket(RawSocket)
  }

  let inbox: Inbox
  let multi: UnsafeMutableRawPointer
  let settings: LoopSettings
  let counters: Counters

  var active: [ObjectIdentifier: Active] = [:]
  var admission: Admission<Transfer>
  /// Only lanes whose last attempt to connect failed.
  var circuits: [Int: Circuit] = [:]
  var idleHandles: [EasyHandle] = []
  var sockets: [RawSocket.ID: RawSocket] = [:]
  var lastSocket = 0
  /// Where bytes of raw connections arrive; one for all, they are copied out at once.
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

  init(inbox: Inbox, multi: UnsafeMutableRawPointer, settings: LoopSettings, counters: Counters) {
    self.inbox = inbox
    self.multi = multi
    self.settings = settings
    self.counters = counters
    admission = Admission(maxInFlight: settings.maxInFlight, maxPerEndpoint: settings.maxPerEndpoint)
    clibcurl_multi_setopt_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    // Idle ones included. With as many as may be in flight, a sweep over many endpoints would throw away warm connections all the time.
    clibcurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, 4 * settings.maxInFlight)
  }

  deinit {
    // First the handles, then what they refer to.
    idleHandles.removeAll()
    sockets.removeAll()
    curl_multi_cleanup(multi)
    curl_share_cleanup(settings.share)
    scratch.deallocate()
  }

  func run() {
    var batch = Inbox.Batch()
    while true {
      inbox.take(&batch)
      if batch.stop { break }
      for submission in batch.submissions { accept(submission) }
      for ticket in batch.cancelled { cancel(ticket) }
      batch.submissions.removeAll(keepingCapacity: true)
      batch.cancelled.removeAll(keepingCapacity: true)
      admit()
      var running: CInt = 0
      curl_multi_perform(multi, &running)
      collect()
      admit()
      serveSockets()
      sleep()
    }
    end(batch.submissions)
  }

  private func accept(_ submission: Submission) {
    switch submission {
    case .request(let request, let endpoint, let waiter):
      if waiter.ticket.isCancelled { return waiter.finish(.failure(.cancelled)) }
      let transfer = Transfer(request: request, endpoint: endpoint, lane: admission.lane(of: endpoint), waiter: waiter)
      active[ObjectIdentifier(waiter.ticket)] = .transfer(transfer)
      admission.append(transfer, lane: transfer.lane)
    case .connect(let endpoint, let tls, let timeout, let waiter):
      connect(endpoint, tls: tls, timeout: timeout, waiter: waiter)
    case .send(let id, let bytes, let timeout, let waiter):
      send(bytes, on: id, timeout: timeout, waiter: waiter)
    case .receive(let id, let timeout, let waiter):
      receive(on: id, timeout: timeout, waiter: waiter)
    case .serve(let id, let handler, let waiter):
      serve(id, with: handler, waiter: waiter)
    case .prompt(let id):
      prompt(id)
    case .close(let id):
      close(id)
    }
  }

  private func cancel(_ ticket: Ticket) {
    switch active[ObjectIdentifier(ticket)] {
    case .transfer(let transfer):
      if transfer.handle != nil, transfer.request.outcomeMatters { return }
      finish(transfer, .failure(.cancelled))
    case .socket(let socket): cancel(ticket, on: socket)
    case nil: break
    }
  }

  /// Hands out what libcurl has completed.
  private func collect() {
    var left: CInt = 0
    while let message = curl_multi_info_read(multi, &left) {
      let result = message.pointee.data.result
      guard let curl = message.pointee.easy_handle, let pointer = clibcurl_getinfo_private(curl) else { continue }
      let handle = Unmanaged<EasyHandle>.fromOpaque(pointer).takeUnretainedValue()
      switch handle.owner {
      case .transfer(let transfer): completed(transfer, handle: handle, result: result)
      case .socket(let socket): connected(socket, result: result)
      case nil: break
      }
    }
  }

  /// Waits for sockets, libcurl's timers, deadlines of raw operations, or the inbox.
  private func sleep() {
    let interests = sockets.values.compactMap { socket in socket.interest.map { (socket, $0) } }
    var descriptors = interests.map { _, interest in interest }
    let timeout = timeUntilDeadline()
    guard inbox.fallAsleep() else { return }
    curl_multi_poll(multi, &descriptors, UInt32(descriptors.count), CInt(timeout), nil)
    for ((socket, _), descriptor) in zip(interests, descriptors) where descriptor.revents != 0 {
      socket.isReadable = true
      socket.isWritable = true
    }
  }

  private func end(_ submissions: [Submission]) {
    for submission in submissions {
      switch submission {
      case .request(_, _, let waiter): waiter.finish(.failure(.stopped))
      case .connect(_, _, _, let waiter): waiter.finish(.failure(.stopped))
      case .send(_, _, _, let waiter): waiter.finish(.failure(.stopped))
      case .receive(_, _, let waiter): waiter.finish(.failure(.stopped))
      case .serve(_, _, let waiter): waiter.finish(.failure(.stopped))
      case .prompt, .close: break
      }
    }
    for (_, operation) in active {
      if case .transfer(let transfer) = operation { finish(transfer, .failure(.stopped)) }
    }
    for socket in sockets.values { fail(socket, .stopped) }
  }
}
