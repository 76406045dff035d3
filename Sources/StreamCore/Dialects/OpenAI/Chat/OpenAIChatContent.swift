/// The `content` of a message: null until a string came, a string, or Mistral's typed parts.
struct OpenAIChatContent {
    private var text: String?
    private var parts: [JSONValue] = []

    var isPresent: Bool { text != nil || !parts.isEmpty }

    var value: JSONValue {
        parts.isEmpty ? JSONValue(text) : .array(parts)
    }

    mutating func append(_ piece: JSONView) {
        switch piece.kind {
        case .string: append(piece.bytes?.text ?? "")
        case .array: piece.forEachElement { append(part: $0) }
        case .object: append(part: piece)
        default: break
        }
    }

    private mutating func append(_ piece: String) {
        guard !parts.isEmpty else {
            text = text ?? ""
            text? += piece
            return
        }
        guard !piece.isEmpty else { return }
        if isOpen("text") {
            appendText(piece, to: parts.count - 1)
        } else {
            parts.append(["type": "text", "text": .string(piece)])
        }
    }

    /// Neighbours of one type are joined, until a thinking part says that it is closed.
    private mutating func append(part: JSONView) {
        if parts.isEmpty, let text, !text.isEmpty { parts.append(["type": "text", "text": .string(text)]) }
        text = nil
        if part["type"].isText("text"), isOpen("text"), let piece = part["text"]?.string {
            appendText(piece, to: parts.count - 1)
        } else if part["type"].isText("thinking"), isOpen("thinking") {
            appendThinking(part, to: parts.count - 1)
        } else {
            parts.append(part.value)
        }
    }

    private func isOpen(_ type: String) -> Bool {
        guard let last = parts.last else { return false }
        return last["type"]?.stringValue == type && last["closed"]?.boolValue != true
    }

    private mutating func appendText(_ piece: String, to place: Int) {
        parts[place]["text", default: ""].append(piece)
    }

    private mutating func appendThinking(_ part: JSONView, to place: Int) {
        part.forEachMember { key, value in
            guard key.isText("thinking") else { return parts[place][key.text] = value.value }
            value.forEachElement { appendThought($0, to: place) }
        }
    }

    private mutating func appendThought(_ piece: JSONView, to place: Int) {
        var thoughts = parts[place]["thinking"]?.arrayValue ?? []
        parts[place]["thinking"] = .null
        if piece["type"].isText("text"), thoughts.last?["type"]?.stringValue == "text" {
            thoughts[thoughts.count - 1]["text", default: ""].append(piece["text"]?.string ?? "")
        } else {
            thoughts.append(piece.value)
        }
        parts[place]["thinking"] = .array(thoughts)
    }
}
