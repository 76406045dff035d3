/// Reads Messages streams: Anthropic's own, Vertex's, and those of servers that speak its grammar.
///
/// An event is known by its payload's `type`: gateways lose the `event:` lines.
package struct AnthropicMessages: DialectReader {
    private var blocks: [AnthropicBlock] = []
    private var places = WireIndexMap()
    private var toolCount = 0
    private var counts = AnthropicUsage()
    private var hasRole = false
    package private(set) var model: String?
    package private(set) var isComplete = false
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, json.isObject else { return report(ProviderError(in: event), into: &deltas) }
        let type = json["type"]?.bytes ?? event.type
        if type.isText("content_block_delta") {
            readDelta(json, into: &deltas)
        } else if type.isText("content_block_start") {
            readStart(json, into: &deltas)
        } else if type.isText("content_block_stop") {
            readStop(json, into: &deltas)
        } else if type.isText("message_start") {
            if let message = json["message"] { readMessage(message, into: &deltas) }
            json["message"]?["content"]?.forEachElement { open($0, index: blocks.count, into: &deltas) }
        } else if type.isText("message_delta") {
            readMessageDelta(json, into: &deltas)
        } else if type.isText("message_stop") {
            sawTerminator = true
        } else if !type.isText("ping") {
            report(ProviderError(in: event), into: &deltas)
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { return report(found, into: &deltas) }
        readMessage(document, into: &deltas)
        document["content"]?.forEachElement { block in
            open(block, index: blocks.count, into: &deltas)
            blocks[blocks.count - 1].close(into: &deltas)
        }
        readStopReason(document, into: &deltas)
    }

    private mutating func readMessage(_ message: JSONView, into deltas: inout [Delta]) {
        if model == nil, let name = message["model"], name.isNonEmptyString { model = name.string }
        if !hasRole, let role = message["role"]?.string {
            hasRole = true
            deltas.append(Delta(.role, text: role))
        }
        readUsage(message["usage"], into: &deltas)
    }

    private mutating func readStart(_ json: JSONView, into deltas: inout [Delta]) {
        guard let block = json["content_block"], block.isObject else { return }
        open(block, index: json["index"]?.int ?? blocks.count, into: &deltas)
    }

    private mutating func open(_ block: JSONView, index: Int, into deltas: inout [Delta]) {
        if block["type"].isText("fallback"), let name = block["to"]?["model"]?.string { model = name }
        let place = open(AnthropicBlock(block, toolPosition: toolCount), index: index)
        blocks[place].start(block, into: &deltas)
    }

    private mutating func open(_ block: AnthropicBlock, index: Int) -> Int {
        if block.isTool { toolCount += 1 }
        blocks.append(block)
        return places.open(index)
    }

    private mutating func readDelta(_ json: JSONView, into deltas: inout [Delta]) {
        guard let delta = json["delta"], delta.isObject else { return }
        let index = json["index"]?.int ?? max(0, blocks.count - 1)
        // A block that never started still says what it brings.
        let place = places.place(of: index) ?? open(AnthropicBlock(delta, toolPosition: toolCount), index: index)
        blocks[place].read(delta, into: &deltas)
    }

    private mutating func readStop(_ json: JSONView, into deltas: inout [Delta]) {
        guard let place = json["index"]?.int.flatMap({ places.place(of: $0) }) else { return }
        blocks[place].close(into: &deltas)
    }

    private mutating func readMessageDelta(_ json: JSONView, into deltas: inout [Delta]) {
        if let delta = json["delta"] { readStopReason(delta, into: &deltas) }
        readUsage(json["usage"], into: &deltas)
    }

    private mutating func readStopReason(_ holder: JSONView, into deltas: inout [Delta]) {
        guard let reason = holder["stop_reason"], reason.isNonEmptyString else { return }
        isComplete = true
        deltas.append(Delta(.finish, text: reason.string))
    }

    private mutating func readUsage(_ usage: JSONView?, into deltas: inout [Delta]) {
        guard let usage, usage.isObject else { return }
        counts.update(usage)
        deltas.append(Delta(.usage, usage: counts.normalised))
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension AnthropicMessages {
    private static let eventTypes: [StaticString] = [
        "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta",
        "message_stop",
    ]

    /// Whether an event can only be of this grammar, or a document is its whole message.
    static func claims(_ json: JSONView) -> Bool {
        guard let type = json["type"]?.bytes else { return false }
        if type.isText("message") { return json["content"]?.isArray ?? false && json["role"] != nil }
        return eventTypes.contains { type.isText($0) }
    }
}
