/// Rebuilds what a server's own grammar of completion answers without streaming: its last event with all of the text.
struct NativeCompletionMessage {
    private struct Choice {
        var members = JSONObject()
        var text = ""
        var growth = CumulativeText()
    }

    private let shape: CompletionShape
    private var choices: [Choice] = []
    private var places = WireIndexMap()

    init(shape: CompletionShape) {
        self.shape = shape
    }

    mutating func add(_ json: JSONView) {
        let piece = CompletionPiece(json, shape: shape)
        let place = places.place(of: piece.choice) ?? open(piece.choice)
        if let text = piece.text {
            if piece.isCumulative {
                for added in choices[place].growth.pieces(of: text) { choices[place].text += added }
            } else {
                choices[place].text += text.text
            }
        }
        json.forEachMember { key, value in
            switch true {
            case key.isText(textMember): return
            // The pieces of a stream, not of its whole.
            case shape == .tgi && (key.isText("token") || key.isText("index") || key.isText("top_tokens")): return
            case shape == .llama && key.isText("tokens"): choices[place].members.accumulate(value, named: "tokens")
            default: choices[place].members.replace(key.text, by: value)
            }
        }
    }

    /// One object; a list of them where several were asked for.
    var message: JSONValue {
        let objects = zip(places.wireIndexes, choices).sorted { $0.0 < $1.0 }.map { _, choice in
            var object = choice.members
            object[textMember.description] = .string(choice.text)
            return JSONValue.object(object)
        }
        return objects.count == 1 ? objects[0] : .array(objects)
    }

    private var textMember: StaticString {
        switch shape {
        case .openAI, .sglang: "text"
        case .llama: "content"
        case .tgi: "generated_text"
        case .anthropic: "completion"
        }
    }

    private mutating func open(_ index: Int) -> Int {
        choices.append(Choice())
        return places.open(index)
    }
}
