/// Rebuilds the response object that a Responses stream stands for.
///
/// The response at the end states the whole; until then, and of a stream that was cut, it is folded from deltas.
package struct OpenAIResponsesMessage: MessageBuilder {
    private var base = JSONObject()
    private var end: JSONObject?
    private var items: [OpenAIResponsesMessageItem] = []
    private var places = OpenAIResponsesPlaces()
    private var audio: OpenAIAudio?

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return }
        let fields = OpenAIResponsesFields(json)
        guard let effect = OpenAIResponsesEffect(fields.type ?? event.type) else { return }
        switch effect {
        case .append(let field): append(field, fields, json)
        case .settle(let field): settle(field, fields, json)
        case .openItem, .closeItem: addItem(fields, isEnd: effect == .closeItem)
        case .openPart, .closePart: addPart(fields, isEnd: effect == .closePart, field: .text)
        case .openSummary, .closeSummary: addPart(fields, isEnd: effect == .closeSummary, field: .summary)
        case .annotate: annotate(fields, json)
        case .status: setStatus(fields, name: fields.type ?? event.type)
        case .snapshot: fields.response?.forEachMember { key, value in base[key.text] = value.value }
        case .end: finish(fields.response)
        case .partialImage, .nothing: break
        }
    }

    package func message() -> JSONValue? {
        guard end != nil || !base.isEmpty || !items.isEmpty || audio != nil else { return nil }
        var response = end ?? base
        if response["object"] == nil { response["object"] = "response" }
        if !items.isEmpty || audio != nil { response["output"] = .array(output) }
        return .object(response)
    }

    /// Calls keep their raw text in `arguments`, where it belongs in this grammar.
    package var partialJSON: [Int: String] { [:] }

    private var output: [JSONValue] {
        var output = places.ordered.map { items[$0].value }
        guard let audio else { return output }
        var part = audio.value
        part["type"] = "output_audio"
        if let place = output.lastIndex(where: { $0["type"]?.stringValue == "message" }) {
            output[place]["content", default: []].append(element: part)
        } else {
            output.append(["type": "message", "content": [part]])
        }
        return output
    }
}

extension OpenAIResponsesMessage {
    private mutating func append(_ field: OpenAIResponsesField, _ fields: OpenAIResponsesFields, _ json: JSONView) {
        guard let piece = fields.delta else { return }
        switch field {
        case .audio:
            audio = audio ?? OpenAIAudio()
            audio?.append(data: piece)
        case .transcript:
            audio = audio ?? OpenAIAudio()
            audio?.append(transcript: piece)
        default:
            let place = place(fields, holding: field)
            items[place].append(field, piece, at: fields.partIndex)
            if field == .text, let logprobs = json["logprobs"] {
                items[place].append(logprobs: logprobs, at: fields.partIndex)
            }
        }
    }

    private mutating func settle(
        _ field: OpenAIResponsesField,
        _ fields: OpenAIResponsesFields,
        _ json: JSONView
    ) {
        guard let whole = json.present(field.member) else { return }
        let place = place(fields, holding: field)
        items[place].settle(field, whole, at: fields.partIndex)
        if let name = json.present("name") { items[place].name(name) }
        if field == .text, let logprobs = json["logprobs"] {
            items[place].settle(logprobs: logprobs, at: fields.partIndex)
        }
    }

    private mutating func addItem(_ fields: OpenAIResponsesFields, isEnd: Bool) {
        guard let item = fields.item else { return }
        if let place = isEnd ? places.place(fields) : places.placeOfStart(fields) {
            items[place] = OpenAIResponsesMessageItem(item)
        } else {
            open(fields, OpenAIResponsesMessageItem(item))
        }
    }

    private mutating func addPart(_ fields: OpenAIResponsesFields, isEnd: Bool, field: OpenAIResponsesField) {
        guard let part = fields.part else { return }
        let place = place(fields, holding: field)
        items[place].setPart(part, of: field, at: fields.partIndex, isEnd: isEnd)
    }

    private mutating func annotate(_ fields: OpenAIResponsesFields, _ json: JSONView) {
        guard let annotation = json.present("annotation") else { return }
        items[place(fields, holding: .text)].annotate(annotation, at: fields.partIndex, index: fields.annotationIndex)
    }

    private mutating func setStatus(_ fields: OpenAIResponsesFields, name: ByteView) {
        guard let place = places.place(fields), let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return }
        items[place].setStatus(String(decoding: name[(dot + 1)...], as: UTF8.self))
    }

    /// The last word, unless a gateway left the output out of it.
    private mutating func finish(_ response: JSONView?) {
        guard let response else { return }
        end = response.value.objectValue
        guard response["output"]?.isTruthy ?? false else { return }
        items = []
        places = OpenAIResponsesPlaces()
        audio = nil
    }

    private mutating func place(_ fields: OpenAIResponsesFields, holding field: OpenAIResponsesField) -> Int {
        places.place(fields) ?? open(fields, OpenAIResponsesMessageItem(impliedBy: field, id: fields.itemID))
    }

    @discardableResult
    private mutating func open(_ fields: OpenAIResponsesFields, _ item: OpenAIResponsesMessageItem) -> Int {
        items.append(item)
        return places.open(fields)
    }
}
