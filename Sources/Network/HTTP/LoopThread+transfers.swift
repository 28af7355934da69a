internal import CLibcurl

extension LoopThread {
  /// Begins as many waiting requests as the caps allow.
  func admit() {
    while let transfer = admission.next() {
      if transfer.isFinished {
        // Cancelled while it waited.
        admission.finished(lane: transfer.lane)
      } else if let refusal = circuits[transfer.lane]?.refusal(now: settings.monotonic()) {
        admission.finished(lane: transfer.lane)
        finish(transfer, .failure(NetworkError(.unavailable, "\(transfer.endpoint): \(refusal.message)")))
      } else {
        begin(transfer)
      }
    }
  }

  private func begin(_ transfer: Transfer) {
    guard let handle = idleHandles.popLast() ?? EasyHandle(settings) else {
      admission.finished(lane: transfer.lane)
      return finish(transfer, .failure(NetworkError(.other(Int(CURLE_OUT_OF_MEMORY.rawValue)), "\(transfer.endpoint): out of memory")))
    }
    transfer.handle = handle
    handle.owner = .transfer(transfer)
    do throws(NetworkError) {
      try handle.prepare(transfer.request)
    } catch {
      return finish(transfer, .failure(NetworkError(error.code, "\(transfer.endpoint): \(error.message)")))
    }
    counters.add(requests: 1, connections: 0)
    curl_multi_add_handle(multi, handle.curl)
  }

  func completed(_ transfer: Transfer, handle: EasyHandle, result: CURLcode) {
    counters.add(requests: 0, connections: handle.newConnections)
    if result == CURLE_OK {
      circuits[transfer.lane] = nil
      let status = clibcurl_getinfo_long(handle.curl, CURLINFO_RESPONSE_CODE)
      finish(transfer, .success(HTTPResponse(status: status, headerBlock: handle.headerBlock(), body: handle.body)))
      return
    }
    let error = NetworkError(
      result, detail: handle.detail, endpoint: transfer.endpoint.description, connected: handle.wasConnected)
    if error.code == .resolve || error.code == .connect {
      circuits[transfer.lane, default: Circuit()].failed(error, now: settings.monotonic())
    } else {
      circuits[transfer.lane] = nil
    }
    finish(transfer, .failure(error))
  }

  /// The one end of every transfer, whatever it was doing.
  func finish(_ transfer: Transfer, _ result: sending Result<HTTPResponse, NetworkError>) {
    transfer.isFinished = true
    active[ObjectIdentifier(transfer.waiter.ticket)] = nil
    if let handle = transfer.handle {
      transfer.handle = nil
      admission.finished(lane: transfer.lane)
      curl_multi_remove_handle(multi, handle.curl)
      handle.clear()
      idleHandles.append(handle)
    }
    transfer.waiter.finish(result)
  }
}
