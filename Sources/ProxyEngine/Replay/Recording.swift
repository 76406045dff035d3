package import StreamCore

/// A recorded exchange that can be played again.
package struct Recording: Sendable {
    /// How the upstream ended the response.
    package enum Ending: Sendable, Equatable {
        case complete
        /// The connection was closed before the HTTP body ended.
        case cut
        /// The connection was reset.
        case reset
    }

    /// Its number in the capture, as `ls` prints it.
    package var number: Int
    package var method: String
    /// The target as received and the upstream's path: a request may ask for either.
    package var targets: [String]
    package var requestBody: RequestBody
    package var status: Int
    package var headers: [HeaderField]
    package var body: [UInt8]
    /// When the head, which bytes of the body, and the end go out, since the request was complete.
    package var schedule: ReplaySchedule
    package var trailers: [HeaderField]
    package var ending: Ending
    /// What was sent after the head, when that made the connection a WebSocket.
    package var socket: SocketScript?
    /// By which ``socket`` is played; a body's schedule has them in it.
    package var options = ReplayOptions()

    package init(
        number: Int,
        method: String,
        targets: [String],
        requestBody: RequestBody,
        status: Int,
        headers: [HeaderField],
        body: [UInt8],
        schedule: ReplaySchedule,
        trailers: [HeaderField] = [],
        ending: Ending = .complete
    ) {
        self.number = number
        self.method = method
        self.targets = targets
        self.requestBody = requestBody
        self.status = status
        self.headers = headers
        self.body = body
        self.schedule = schedule
        self.trailers = trailers
        self.ending = ending
    }
}

/// A request's body as matching sees it.
package enum RequestBody: Sendable, Equatable {
    case json(JSONValue)
    case bytes([UInt8])

    package init(_ bytes: [UInt8], parser: JSONParser) {
        let json = bytes.withUnsafeBufferPointer { parser.view(of: $0)?.value }
        self = json.map { .json($0) } ?? .bytes(bytes)
    }
}
