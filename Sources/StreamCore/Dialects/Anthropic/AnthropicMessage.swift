/// Rebuilds the message object that a Messages stream stands for.
package struct AnthropicMessage: MessageBuilder {
    private var base = JSONObject()
    private var usage: JSONObject?
    private var blocks: [AnthropicMessageBlock] = []
    private var places = WireIndexMap()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return }
        let type = json["type"]?.bytes ?? event.type
        if type.isText("content_block_delta") {
            addDelta(json)
        } else if type.isText("content_block_start") {
            addStart(json)
        } else if type.isText("message_start") {
            if let message = json["message"], message.isObject { addMessage(message) }
        } else if type.isText("message_delta") {
            addMessageDelta(json)
        }
    }

    package func message() -> JSONValue? {
        guard !base.isEmpty || !blocks.isEmpty || usage != nil else { return nil }
        var message = base
        if message["type"] == nil { message["type"] = "message" }
        message["content"] = .array(ordered.map { $0.block.rebuilt().value })
        if let usage { message["usage"] = .object(usage) }
        return .object(message)
    }

    package var partialJSON: [Int: String] {
        var result: [Int: String] = [:]
        for (position, entry) in ordered.enumerated() {
            if let text = entry.block.rebuilt().unparsed { result[position] = text }
        }
        return result
    }

    /// By index, which is the place in `content`; in order of arrival where a gateway uses one twice.
    private var ordered: [(index: Int, block: AnthropicMessageBlock)] {
        let entries = zip(places.wireIndexes, blocks).map { (index: $0, block: $1) }
        let isUnique = Set(places.wireIndexes).count == entries.count
        return isUnique ? entries.sorted { $0.index < $1.index } : entries
    }

    private mutating func addMessage(_ message: JSONView) {
        message.forEachMember { key, value in
            if key.isText("usage") {
                addUsage(value)
            } else if key.isText("content") {
                value.forEachElement { open($0, index: blocks.count) }
            } else if base[key.text] == nil {
                base[key.text] = value.value
            }
        }
    }

    private mutating func addStart(_ json: JSONView) {
        guard let block = json["content_block"], block.isObject else { return }
        if block["type"].isText("fallback"), let model = block["to"]?["model"] { base["model"] = model.value }
        open(block, index: json["index"]?.int ?? blocks.count)
    }

    private mutating func open(_ block: JSONView, index: Int) {
        blocks.append(AnthropicMessageBlock(block))
        _ = places.open(index)
    }

    private mutating func addDelta(_ json: JSONView) {
        guard let delta = json["delta"], delta.isObject else { return }
        let index = json["index"]?.int ?? max(0, blocks.count - 1)
        guard let place = places.place(of: index) else {
            blocks.append(AnthropicMessageBlock(impliedBy: delta))
            _ = places.open(index)
            return
        }
        blocks[place].add(delta)
    }

    /// Everything but usage overwrites: stop_reason, stop_sequence, stop_details, container, what may come.
    private mutating func addMessageDelta(_ json: JSONView) {
        json.forEachMember { key, value in
            if key.isText("delta") {
                value.forEachMember { name, value in base.replace(name.text, by: value) }
            } else if key.isText("usage") {
                addUsage(value)
            } else if !key.isText("type") {
                base.replace(key.text, by: value)
            }
        }
    }

    /// Counts are cumulative: the last one that is there stands.
    private mutating func addUsage(_ value: JSONView) {
        guard value.isObject else { return }
        var counts = usage ?? JSONObject()
        value.forEachMember { key, value in counts.replace(key.text, by: value) }
        usage = counts
    }
}
