/// One request on the loop thread, from submission to the end.
final class Transfer {
  let request: HTTPRequest
  let endpoint: Endpoint
  let lane: Int
  let waiter: Waiter<HTTPResponse>
  /// The libcurl handle while it is in flight; `nil` while it waits for admission and after its end.
  var handle: EasyHandle?
  var isFinished = false

  init(request: HTTPRequest, endpoint: Endpoint, lane: Int, waiter: Waiter<HTTPResponse>) {
    self.request = request
    self.endpoint = endpoint
    self.lane = lane
    self.waiter = waiter
  }
}
