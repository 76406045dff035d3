/// Rebuilds the `chat.completion` object that a stream of chunks stands for.
package struct OpenAIChatMessage: MessageBuilder {
    private var top = JSONObject()
    private var usage: JSONValue?
    private var choices: [OpenAIChatMessageChoice] = []
    private var places = WireIndexMap()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return }
        let chunk = OpenAIChatChunk(json)
        let isOnlyError = chunk.mayBeError && chunk.choices?.isArray != true
        guard !isOnlyError, Self.isChunk(json, chunk, name: event.type) else { return }
        json.forEachMember { key, value in addTopMember(key, value) }
        var usage = chunk.usage
        chunk.choices?.forEachElement { choice in
            let fields = OpenAIChatChoiceFields(choice)
            let place = places.place(of: fields.index) ?? openChoice(fields.index)
            choices[place].add(choice, fields)
            usage = usage ?? fields.usage
        }
        if let usage { self.usage = usage.value }
    }

    package func message() -> JSONValue? {
        guard !top.isEmpty || !choices.isEmpty || usage != nil else { return nil }
        var message = JSONObject()
        for member in top.members where member.name != "object" { message[member.name] = member.value }
        message["object"] = "chat.completion"
        message["choices"] = .array(choices.sorted { $0.index < $1.index }.map(\.value))
        message["usage"] = usage
        return .object(message)
    }

    /// Calls keep their raw text in `arguments`, where it belongs in this grammar.
    package var partialJSON: [Int: String] { [:] }

    /// Pings and other foreign events are no part of the message, nor are Copilot's named events of its agents.
    private static func isChunk(_ json: JSONView, _ chunk: OpenAIChatChunk, name: ByteView) -> Bool {
        if chunk.choices != nil || chunk.usage != nil { return true }
        return (name.isEmpty || name.isText("message")) && (json["id"] != nil || json["object"] != nil)
    }

    private mutating func openChoice(_ index: Int) -> Int {
        choices.append(OpenAIChatMessageChoice(index: index))
        return places.open(index)
    }

    /// Identity comes from the first chunk that has it; padding is dropped; the rest is replaced.
    private mutating func addTopMember(_ key: ByteView, _ value: JSONView) {
        if key.isText("choices") || key.isText("usage") || key.isText("error") || key.isText("obfuscation") { return }
        let name = key.text
        if key.isText("id") || key.isText("model") || key.isText("created") {
            if value.isTruthy, top[name] == nil { top[name] = value.value }
        } else if key.isText("x_groq") {
            if value.isObject { joinMembers(of: value, into: name) }
        } else {
            top.replace(name, by: value)
        }
    }

    private mutating func joinMembers(of value: JSONView, into name: String) {
        var object = top[name]?.objectValue ?? JSONObject()
        value.forEachMember { key, value in object.replace(key.text, by: value) }
        top[name] = .object(object)
    }
}
