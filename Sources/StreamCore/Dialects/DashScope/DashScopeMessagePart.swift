/// The members that hold an answer's texts, being rebuilt: a message, or the output of the older form.
struct DashScopeMessagePart {
    private var members = JSONObject()
    private var texts: DashScopeTexts
    private var thoughts: DashScopeTexts
    private var arguments: DashScopeTexts
    /// The content, where it is a list; which of its parts are texts and which are not.
    private var parts: [JSONValue]?
    private var textPlaces: [Int] = []
    private var otherPlaces: [Int] = []
    private var calls: [JSONValue] = []
    private var tools = ToolCallTracker()
    private var audio: Base64Joiner?

    init(isCumulative: Bool?) {
        texts = DashScopeTexts(isCumulative: isCumulative)
        thoughts = texts
        arguments = texts
    }

    mutating func add(_ key: ByteView, _ value: JSONView) {
        if key.isText("content") || key.isText("text") {
            if value.isArray { return addParts(value) }
            if let text = value.bytes { return join(texts.pieces(of: text, at: 0), to: key.text) }
        } else if key.isText("reasoning_content"), let text = value.bytes {
            return join(thoughts.pieces(of: text, at: 0), to: key.text)
        } else if key.isText("tool_calls") {
            return value.forEachElement { addCall($0) }
        } else if key.isText("audio"), value.isObject {
            return addAudio(value)
        }
        members.replace(key.text, by: value)
    }

    var value: JSONObject {
        var whole = members
        if let parts { whole["content"] = .array(parts) }
        if !calls.isEmpty { whole["tool_calls"] = .array(calls) }
        if let audio { whole["audio", default: [:]]["data"] = .string(audio.text) }
        return whole
    }

    private mutating func join(_ pieces: [String], to name: String) {
        for piece in [""] + pieces { members[name, default: ""].append(piece) }
    }

    /// Texts are joined by their place among the texts; what else repeats in its place is kept once.
    private mutating func addParts(_ list: JSONView) {
        var kept = parts ?? []
        parts = nil  // Leaves `kept` the only owner, so that joining does not copy.
        var (texts, others) = (0, 0)
        list.forEachElement { part in
            if let text = part["text"]?.bytes {
                joinText(text, at: texts, in: &kept)
                texts += 1
            } else {
                keep(part.value, at: others, in: &kept)
                others += 1
            }
        }
        parts = kept
    }

    private mutating func joinText(_ text: ByteView, at place: Int, in kept: inout [JSONValue]) {
        if place == textPlaces.count {
            textPlaces.append(kept.count)
            kept.append(["text": ""])
        }
        for piece in texts.pieces(of: text, at: place) { kept[textPlaces[place]]["text", default: ""].append(piece) }
    }

    private mutating func keep(_ part: JSONValue, at place: Int, in kept: inout [JSONValue]) {
        if place < otherPlaces.count, kept[otherPlaces[place]] == part { return }
        otherPlaces.append(kept.count)
        kept.append(part)
    }

    private mutating func addCall(_ call: JSONView) {
        let fields = OpenAIToolCallFields(call)
        let place = tools.place(index: fields.index, id: fields.id, name: fields.name)
        if place.isNew { calls.append([:]) }
        call.forEachMember { key, value in
            if key.isText("function") {
                addFunction(value, to: place.position)
            } else if calls[place.position][key.text] == nil || value.isTruthy {
                calls[place.position][key.text] = value.value
            }
        }
    }

    private mutating func addFunction(_ function: JSONView, to position: Int) {
        function.forEachMember { key, value in
            if key.isText("arguments"), let text = value.bytes {
                for piece in [""] + arguments.pieces(of: text, at: position) {
                    calls[position]["function", default: [:]]["arguments", default: ""].append(piece)
                }
            } else if calls[position]["function"]?[key.text] == nil || value.isTruthy {
                calls[position]["function", default: [:]][key.text] = value.value
            }
        }
    }

    /// The data comes in pieces, the rest with the last one.
    private mutating func addAudio(_ piece: JSONView) {
        var whole = members["audio"]?.objectValue ?? JSONObject()
        piece.forEachMember { key, value in
            if key.isText("data"), let data = value.bytes {
                audio = audio ?? Base64Joiner()
                audio?.append(data)
            } else {
                whole.replace(key.text, by: value)
            }
        }
        members["audio"] = .object(whole)
    }
}
