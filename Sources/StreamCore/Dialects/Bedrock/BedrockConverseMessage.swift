/// Rebuilds what Converse answers without streaming.
package struct BedrockConverseMessage: MessageBuilder {
    private var role: JSONValue?
    /// Everything beside the output: reason, usage, metrics, what may come.
    private var top = JSONObject()
    private var blocks: [BedrockConverseBlock] = []
    private var places = WireIndexMap()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let known = BedrockConverseEvent(event) else { return }
        let payload = known.payload
        switch known.name {
        case .messageStart, .messageStop, .metadata: addMembers(payload)
        case .contentBlockStart:
            if let start = payload["start"] { blocks[open(payload["contentBlockIndex"]?.int)].add(start) }
        case .contentBlockDelta:
            guard let delta = payload["delta"] else { return }
            let index = payload["contentBlockIndex"]?.int ?? max(0, blocks.count - 1)
            blocks[places.place(of: index) ?? open(index)].add(delta)
        case .contentBlockStop: break
        }
    }

    package func message() -> JSONValue? {
        guard role != nil || !blocks.isEmpty || !top.isEmpty else { return nil }
        var message = JSONObject()
        message["role"] = role
        message["content"] = .array(ordered.map { $0.rebuilt().value })
        var whole: JSONValue = ["output": ["message": .object(message)]]
        for member in top.members { whole[member.name] = member.value }
        return whole
    }

    package var partialJSON: [Int: String] {
        var result: [Int: String] = [:]
        for (position, block) in ordered.enumerated() {
            if let text = block.rebuilt().unparsed { result[position] = text }
        }
        return result
    }

    /// By index; in order of arrival where one is used twice.
    private var ordered: [BedrockConverseBlock] {
        let indexes = places.wireIndexes
        guard Set(indexes).count == indexes.count else { return blocks }
        return zip(indexes, blocks).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The padding `p` hides the lengths of tokens and is no part of the message.
    private mutating func addMembers(_ payload: JSONView) {
        payload.forEachMember { key, value in
            if key.isText("role") {
                role = value.value
            } else if !key.isText("p") {
                top.replace(key.text, by: value)
            }
        }
    }

    private mutating func open(_ index: Int?) -> Int {
        blocks.append(BedrockConverseBlock())
        return places.open(index ?? blocks.count - 1)
    }
}
