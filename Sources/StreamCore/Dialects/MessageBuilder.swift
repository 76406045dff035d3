/// Rebuilds the response that the provider would have sent without streaming.
package protocol MessageBuilder {
    init()
    mutating func add(_ event: DialectEvent)
    /// The message so far; nil when no event carried any part of it.
    func message() -> JSONValue?
    /// Raw tool arguments that do not parse, by the position of their block or call.
    var partialJSON: [Int: String] { get }
}
