/// One step of an interaction that is being rebuilt.
struct GeminiInteractionMessageStep {
    /// A part of a step's content; audio in pieces is joined by its bytes.
    private enum Part {
        case value(JSONValue)
        case audio(JSONObject, Base64Joiner)
    }

    private var members: JSONObject
    private var content: [Part]?
    private var arguments = ""

    init(_ step: JSONView) {
        members = step.value.objectValue ?? JSONObject()
        guard let parts = members["content"]?.arrayValue else { return }
        members["content"] = nil
        content = parts.map(Part.value)
    }

    /// A step whose start is missing, known by its first delta.
    init(impliedBy delta: JSONView) {
        let type = delta["type"]?.bytes
        members = JSONObject()
        if type.map({ $0.startsWithText("thought_") }) ?? false {
            members["type"] = "thought"
        } else if type?.isText("arguments_delta") ?? false {
            members["type"] = "function_call"
        } else if let type, type.endsWithText("_call") || type.endsWithText("_result") {
            members["type"] = .string(type.text)
        } else {
            members["type"] = "model_output"
        }
    }

    mutating func add(_ delta: JSONView) {
        guard let type = delta["type"]?.bytes else { return }
        if type.isText("text") {
            addText(delta)
        } else if type.isText("arguments_delta") {
            addArguments(delta["arguments"])
        } else if type.isText("thought_summary") {
            if let summary = delta["content"] { members["summary", default: []].append(element: summary.value) }
        } else if type.isText("thought_signature") {
            if let signature = delta["signature"] { members.replace("signature", by: signature) }
        } else if type.isText("text_annotation_delta") {
            addAnnotations(delta["annotations"])
        } else if type.isText("audio"), let data = delta["data"]?.bytes {
            addAudio(data, delta)
        } else if type.isText("image") || type.isText("video") || type.isText("document") || type.isText("audio") {
            append(.value(delta.value))
        } else {
            // The calls and results of built-in tools hold whole members of the step; what is new may be pieces.
            let isWhole = type.endsWithText("_call") || type.endsWithText("_result")
            delta.forEachMember { key, value in
                if key.isText("type") { return }
                if isWhole { members.replace(key.text, by: value) } else { members.accumulate(value, named: key.text) }
            }
        }
    }

    /// The step, and the text of its arguments where that is not whole JSON.
    func rebuilt() -> (value: JSONValue, unparsed: String?) {
        var step = members
        if let content { step["content"] = .array(content.map(Self.value)) }
        guard !arguments.isEmpty else { return (.object(step), nil) }
        let parser = JSONParser()
        var text = arguments
        if let whole = text.withUTF8({ parser.view(of: $0)?.value }) {
            step["arguments"] = whole
            return (.object(step), nil)
        }
        step["arguments"] = PartialJSON.wholeMembers(of: arguments, parser: parser) ?? [:]
        return (.object(step), arguments)
    }

    private mutating func addText(_ delta: JSONView) {
        guard let text = delta["text"]?.string else { return }
        if let last = content?.indices.last, case .value(var part)? = content?[last], part["type"] == "text",
            part["annotations"] == nil
        {
            content?[last] = .value(.null)  // Leaves `part` the only owner, so that joining does not copy.
            part["text", default: ""].append(text)
            content?[last] = .value(part)
        } else {
            append(.value(delta.value))
        }
    }

    private mutating func addAnnotations(_ annotations: JSONView?) {
        guard let annotations, annotations.isArray, let last = content?.indices.last,
            case .value(var part)? = content?[last]
        else { return }
        content?[last] = .value(.null)  // As above.
        part["annotations", default: []].append(contentsOf: annotations)
        content?[last] = .value(part)
    }

    private mutating func addArguments(_ piece: JSONView?) {
        guard let piece, !piece.isNull else { return }
        arguments += piece.string ?? piece.value.text()
    }

    private mutating func addAudio(_ data: ByteView, _ delta: JSONView) {
        var joiner = Base64Joiner()
        var head = JSONObject()
        delta.forEachMember { key, value in
            if !key.isText("data") { head[key.text] = value.value }
        }
        if case .audio(let earlier, let joined)? = content?.last, earlier["mime_type"] == head["mime_type"] {
            head = earlier
            joiner = joined
            content?.removeLast()
        }
        joiner.append(data)
        append(.audio(head, joiner))
    }

    private mutating func append(_ part: Part) {
        content = content ?? []
        content?.append(part)
    }

    private static func value(_ part: Part) -> JSONValue {
        switch part {
        case .value(let value): return value
        case .audio(var head, let data):
            head["data"] = .string(data.text)
            return .object(head)
        }
    }
}
