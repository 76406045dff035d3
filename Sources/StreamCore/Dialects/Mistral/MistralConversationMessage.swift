/// Rebuilds the `conversation.response` that a stream of a conversation stands for.
package struct MistralConversationMessage: MessageBuilder {
    private var conversationID: JSONValue?
    private var usage: JSONValue?
    /// What else the events about the whole say.
    private var others = JSONObject()
    private var entries: [MistralEntry] = []
    private var places = WireIndexMap()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject, let kind = MistralEvent(event.name) else { return }
        if let id = json.present("conversation_id") { conversationID = id.value }
        if let counts = json.present("usage") { usage = counts.value }
        guard let type = kind.entryType else {
            if kind != .failed { addOthers(json) }
            return
        }
        let number = json["output_index"]?.int ?? max(0, entries.count - 1)
        let id = json["id"]?.nonEmptyString
        let known = places.place(of: number).flatMap { entries[$0].continues(type: type, id: id) ? $0 : nil }
        let place = known ?? places.open(number)
        if known == nil { entries.append(MistralEntry(type: type)) }
        entries[place].add(json)
    }

    package func message() -> JSONValue? {
        guard conversationID != nil || !entries.isEmpty || usage != nil else { return nil }
        let numbers = places.wireIndexes
        let isUnique = Set(numbers).count == numbers.count
        let ordered = isUnique ? zip(numbers, entries).sorted { $0.0 < $1.0 }.map(\.1) : entries
        var whole: JSONValue = ["object": "conversation.response"]
        whole["conversation_id"] = conversationID
        whole["outputs"] = .array(ordered.map(\.value))
        whole["usage"] = usage
        for member in others.members { whole[member.name] = member.value }
        return whole
    }

    private static let known: [StaticString] = ["type", "created_at", "conversation_id", "usage"]

    /// An answer that was not streamed has no time of its own.
    private mutating func addOthers(_ json: JSONView) {
        json.forEachMember { key, value in
            let isKnown = Self.known.contains { key.isText($0) }
            if !isKnown { others.replace(key.text, by: value) }
        }
    }

    /// Calls keep their raw text in `arguments`, where it belongs in this grammar.
    package var partialJSON: [Int: String] { [:] }
}

/// One entry of the outputs that is being rebuilt.
private struct MistralEntry {
    private let type: String
    private var id: String?
    private var members = JSONObject()
    private var content = OpenAIChatContent()

    init(type: String) {
        self.type = type
    }

    /// Whether an event with that number and of that type is about this entry, and not about the next one.
    func continues(type: String, id: String?) -> Bool {
        type == self.type && (id == nil || self.id == nil || id == self.id)
    }

    /// Content and arguments are joined, everything else repeats in each event.
    mutating func add(_ json: JSONView) {
        id = id ?? json["id"]?.nonEmptyString
        json.forEachMember { key, value in
            if key.isText("content") {
                content.append(value)
            } else if key.isText("arguments") {
                members.accumulate(value, named: "arguments")
            } else if key.isText("created_at") {
                if members["created_at"] == nil { members["created_at"] = value.value }
            } else if !key.isText("type"), !key.isText("output_index"), !key.isText("content_index") {
                members.replace(key.text, by: value)
            }
        }
    }

    var value: JSONValue {
        var entry: JSONValue = ["object": "entry", "type": .string(type)]
        for member in members.members { entry[member.name] = member.value }
        if content.isPresent { entry["content"] = content.value }
        return entry
    }
}
