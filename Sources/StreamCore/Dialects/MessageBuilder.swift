/// Rebuilds the response that the provider would have sent without streaming.
package protocol MessageBuilder {
    init()
    /// Takes what the request says, before the first event.
    mutating func prepare(for request: RequestFacts)
    mutating func add(_ event: DialectEvent)
    /// The message so far; nil when no event carried any part of it.
    func message() -> JSONValue?
    /// Raw tool arguments that do not parse, by the position of their block or call.
    var partialJSON: [Int: String] { get }
    /// What the server told of its work in events that have no place in the message.
    var report: JSONValue? { get }
}

extension MessageBuilder {
    package mutating func prepare(for request: RequestFacts) {}
    package var report: JSONValue? { nil }
}
