/// The parts of a candidate: only neighbours of one kind are joined.
struct GeminiParts {
    private enum Part {
        case text(String, isThought: Bool)
        case audio(mimeType: String, Base64Joiner)
        /// A call whose arguments arrive by path.
        case call(JSONObject, signature: JSONValue?, PartialArguments)
        case whole(JSONValue)
    }

    private var parts: [Part] = []
    private var openCall: Int?

    var values: [JSONValue] { parts.map(Self.value) }

    mutating func append(_ part: JSONView) {
        if let call = part["functionCall"], call.isObject {
            appendCall(call, part: part)
        } else if let text = Self.plainText(part) {
            appendText(text, isThought: part["thought"]?.bool ?? false)
        } else if let blob = part["inlineData"], let type = blob["mimeType"]?.string, type.hasPrefix("audio/"),
            let data = blob["data"]?.bytes
        {
            appendAudio(data, mimeType: type)
        } else {
            parts.append(.whole(part.value))
        }
    }

    /// The text of a part that holds nothing that must stay its own, as a signature must.
    private static func plainText(_ part: JSONView) -> String? {
        var text: String?
        var isPlain = true
        part.forEachMember { key, value in
            if key.isText("text") { text = value.string } else if !key.isText("thought") { isPlain = false }
        }
        return isPlain ? text : nil
    }

    private mutating func appendText(_ piece: String, isThought: Bool) {
        guard !piece.isEmpty else { return }
        if case .text(var whole, isThought)? = parts.last {
            parts[parts.count - 1] = .whole(.null)  // Leaves `whole` the only owner of its text.
            whole += piece
            parts[parts.count - 1] = .text(whole, isThought: isThought)
        } else {
            parts.append(.text(piece, isThought: isThought))
        }
    }

    private mutating func appendAudio(_ data: ByteView, mimeType: String) {
        var joiner = Base64Joiner()
        if case .audio(mimeType, let earlier)? = parts.last {
            joiner = earlier
            parts.removeLast()
        }
        joiner.append(data)
        parts.append(.audio(mimeType: mimeType, joiner))
    }

    private mutating func appendCall(_ call: JSONView, part: JSONView) {
        let fields = GeminiCallFields(call)
        if openCall == nil || fields.name != nil {
            guard fields.isPartial else {
                openCall = nil
                return parts.append(.whole(part.value))
            }
            openCall = parts.count
            parts.append(.call(Self.callMembers(call), signature: part["thoughtSignature"]?.value, PartialArguments()))
        }
        guard let place = openCall, case .call(let members, let signature, var arguments) = parts[place] else { return }
        parts[place] = .whole(.null)  // As for text.
        fields.pieces?.forEachElement { arguments.apply($0) }
        parts[place] = .call(members, signature: signature ?? part["thoughtSignature"]?.value, arguments)
        if !fields.willContinue { openCall = nil }
    }

    private static func callMembers(_ call: JSONView) -> JSONObject {
        var members = JSONObject()
        call.forEachMember { key, value in
            if !key.isText("partialArgs"), !key.isText("willContinue") { members[key.text] = value.value }
        }
        return members
    }

    private static func value(_ part: Part) -> JSONValue {
        switch part {
        case .text(let text, let isThought):
            return isThought ? ["text": .string(text), "thought": true] : ["text": .string(text)]
        case .audio(let type, let data):
            return ["inlineData": ["mimeType": .string(type), "data": .string(data.text)]]
        case .call(var call, let signature, let arguments):
            call["args"] = arguments.value
            var part: JSONValue = ["functionCall": .object(call)]
            part["thoughtSignature"] = signature
            return part
        case .whole(let value): return value
        }
    }
}
