/// Rebuilds what an MCP stream answers: the `result` of its response; of several, a list in order of arrival.
///
/// Notifications and the server's own requests stand beside it, in the events.
package struct MCPResult: MessageBuilder {
    private var results: [JSONValue] = []

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        JSONRPCMessage.forEach(in: event.json) { message in
            guard message.kind == .result, let result = message.json["result"] else { return }
            results.append(result.value)
        }
    }

    package func message() -> JSONValue? {
        results.count > 1 ? .array(results) : results.first
    }

    package var partialJSON: [Int: String] { [:] }
}
