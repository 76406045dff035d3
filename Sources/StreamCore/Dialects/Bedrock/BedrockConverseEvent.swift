/// One event of a Converse stream: its name and its payload.
struct BedrockConverseEvent {
    enum Name {
        case messageStart, contentBlockStart, contentBlockDelta, contentBlockStop, messageStop, metadata

        init?(_ bytes: ByteView) {
            if bytes.isText("contentBlockDelta") {
                self = .contentBlockDelta
            } else if bytes.isText("contentBlockStart") {
                self = .contentBlockStart
            } else if bytes.isText("contentBlockStop") {
                self = .contentBlockStop
            } else if bytes.isText("messageStart") {
                self = .messageStart
            } else if bytes.isText("messageStop") {
                self = .messageStop
            } else if bytes.isText("metadata") {
                self = .metadata
            } else {
                return nil
            }
        }
    }

    var name: Name
    var payload: JSONView

    /// The frame's type names it; Nova's chunks, and what an SDK yields when it is sent on, wrap it by its name.
    init?(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return nil }
        if let name = Name(event.type) {
            self.init(name: name, payload: json)
            return
        }
        var found: Self?
        json.forEachMember { key, value in
            if found == nil, value.isObject, let name = Name(key) { found = Self(name: name, payload: value) }
        }
        guard let found else { return nil }
        self = found
    }

    private init(name: Name, payload: JSONView) {
        self.name = name
        self.payload = payload
    }
}
