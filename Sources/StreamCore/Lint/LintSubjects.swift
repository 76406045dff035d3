/// What is known of the request whose answer is checked; every event is shown the same one.
package final class LintRequest: Sendable {
    package let facts: RequestFacts
    /// The whole body; nil when it is unknown or not JSON: rules that need it do not run then.
    package let body: JSONValue?
    /// Nil when the request is unknown or declares none.
    let tools: DeclaredTools?
    /// Who was asked; nil when that is not known.
    let host: String?
    /// The revision of MCP that a header of the request names.
    let protocolVersion: String?

    /// Nothing is known.
    package convenience init() {
        self.init(facts: RequestFacts(), body: nil)
    }

    /// A request by what was read of it, its body where that is JSON, its headers, and the upstream's host.
    package init(facts: RequestFacts, body: JSONView?, headers: [HeaderField] = [], host: String? = nil) {
        self.facts = facts
        self.host = host
        self.body = body?.value
        tools = body.flatMap { DeclaredTools($0) }
        protocolVersion = headers.first(named: "mcp-protocol-version")
    }
}

/// A block that was not dispatched, as rules see it: borrowed, valid only during the call.
package struct LintedBlock {
    package let block: FramedBlock
    /// What its lines are, where it is an SSE block.
    let lines: SSEBlockFacts
    /// What it means all the same: an error that a server wrote where no client looks.
    package let deltas: ArraySlice<Delta>
    package let place: LintPlace
    /// The body ends here because the client, or Weir, did not want more.
    package let isCut: Bool
}

/// A dispatched event as rules see it: borrowed, valid only during the call.
package struct LintedEvent {
    package let block: FramedBlock
    /// What its lines are, where it is an SSE block.
    let lines: SSEBlockFacts
    /// Type, data and JSON view.
    package let event: DialectEvent
    /// What the dialect's reader made of it.
    package let deltas: ArraySlice<Delta>
    package let place: LintPlace
    /// From 1.
    package let ordinal: Int
    package let request: LintRequest
    package let dialect: Dialect?
    /// What was known of the answer before this event, and with it.
    package let before: DecodedOutcome
    package let after: DecodedOutcome

    /// The payload, when it is a JSON object.
    package var object: JSONView? {
        guard let json = event.json, json.isObject else { return nil }
        return json
    }

    /// Its data is `[DONE]`, or begins so: official clients compare no more.
    package var isDone: Bool { event.data.startsWithText("[DONE]") }

    /// The dialect is not known, so that nothing is known about what its events must be.
    package var isOfUnknownDialect: Bool { dialect?.hasEnd != true }
}

/// A finished body as rules see it.
package struct LintedEnd {
    /// Who ended the body.
    package enum Ending: Sendable {
        /// The sender, properly.
        case ended
        /// The sender or the network, improperly: reset, time-out, broken HTTP.
        case brokenOff
        /// The client or Weir, or nobody yet: what is missing is no fault of the sender's.
        case cut
    }

    package let ending: Ending
    package let request: LintRequest
    package let dialect: Dialect?
    /// A stream of events, not one document.
    package let isStream: Bool
    package let answer: ModelAnswer
    package let outcome: DecodedOutcome
    /// What became of it as far as the body tells.
    package let state: EndState
    package let eventCount: Int
    /// For arguments and texts that should be JSON; its views are valid until the next call.
    package let parser: JSONParser

    package var isCut: Bool { ending == .cut }
    package var toolCalls: [ToolCall] { answer.choices.flatMap(\.toolCalls) }
}
