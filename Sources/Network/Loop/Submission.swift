/// What callers ask of the loop thread.
enum Submission: Sendable {
  case request(HTTPRequest, Endpoint, Waiter<HTTPResponse>)
  case connect(Endpoint, TLS?, timeout: Duration, Waiter<RawSocket.ID>)
  case send(RawSocket.ID, [UInt8], timeout: Duration?, Waiter<Void>)
  case receive(RawSocket.ID, timeout: Duration?, Waiter<[UInt8]>)
  case serve(RawSocket.ID, RawHandler, Waiter<Void>)
  case prompt(RawSocket.ID)
  case close(RawSocket.ID)
}
