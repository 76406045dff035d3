/// Reads MCP streams: streamable HTTP, and the older transport whose one stream begins with an `endpoint` event.
///
/// The response is the content; notifications and the server's own requests are told by their method.
package struct MCPMessages: DialectReader {
    private var hasEventIDs = false
    private var isLegacy = false
    package let model: String? = nil
    package private(set) var isComplete = false
    package private(set) var error: ProviderError?

    package init() {}

    /// No event says that none follows: a batch has several responses, the older transport one for each request.
    package var sawTerminator: Bool { false }

    /// A server may close after any event with an ID, from which its client resumes; the older transport has no end.
    package var isOpenEnded: Bool { hasEventIDs || isLegacy }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if !event.lastEventID.isEmpty { hasEventIDs = true }
        if event.type.isText("endpoint"), event.json == nil {
            isLegacy = true
            deltas.append(Delta(.other, text: event.data.text, name: "endpoint"))
        }
        readMessages(event.json, into: &deltas)
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        readMessages(document, into: &deltas)
    }

    private mutating func readMessages(_ json: JSONView?, into deltas: inout [Delta]) {
        JSONRPCMessage.forEach(in: json) { message in
            switch message.kind {
            case .result:
                isComplete = true
                if let result = message.json["result"] { Self.tell(result, into: &deltas) }
            case .error:
                isComplete = true
                guard let found = ProviderError(member: message.json) else { return }
                error = error ?? found
                deltas.append(found.delta)
            case .notification, .request:
                let text = message.json["params"].flatMap(Self.summary)
                deltas.append(Delta(.other, text: text, name: message.method))
            }
        }
    }

    /// A tool that failed says so in its result (`isError`); that is no error of the protocol.
    private static func tell(_ result: JSONView, into deltas: inout [Delta]) {
        if let content = result["content"] ?? result["contents"] {
            if content.isObject { tell(block: content, into: &deltas) }
            content.forEachElement { tell(block: $0, into: &deltas) }
        }
        deltas.append(Delta(.finish, text: result["resultType"]?.string))
    }

    private static func tell(block: JSONView, into deltas: inout [Delta]) {
        // An embedded resource holds its text or its bytes one level down.
        let holder = block["resource"] ?? block
        if let text = holder["text"]?.bytes {
            if !text.isEmpty { deltas.append(Delta(.text, text: text.text)) }
        } else if let data = (holder["data"] ?? holder["blob"])?.bytes, !data.isEmpty {
            let type = holder["mimeType"] ?? block["type"]
            deltas.append(Delta(.media, text: type?.string, byteCount: Base64.decodedCount(data)))
        } else {
            deltas.append(Delta(.other, name: block["type"]?.string))
        }
    }

    /// What a notification says to people: its message or its data, else how far the work is.
    private static func summary(_ params: JSONView) -> String? {
        if let text = params["message"] ?? params["data"] {
            return String((text.string ?? text.value.text()).prefix(longestSummary))
        }
        guard let progress = params["progress"]?.value.text() else { return nil }
        return params.present("total").map { "\(progress)/\($0.value.text())" } ?? progress
    }

    private static let longestSummary = 500
}

extension MCPMessages {
    /// Whether an event is a JSON-RPC message, a batch of them, or the older transport's first event.
    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json else {
            guard event.type.isText("endpoint") else { return false }
            return event.data.startsWithText("/") || event.data.startsWithText("http")
        }
        return (json.isArray ? json.first : json).flatMap(JSONRPCMessage.init) != nil && !AgentToAgent.claims(event)
    }
}
