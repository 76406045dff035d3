/// One content block of a Converse answer that is being rebuilt.
struct BedrockConverseBlock {
    private var members = JSONObject()
    private var inputText = ""
    private var thought = JSONObject()
    private var citations: [JSONValue] = []
    private var image: Base64Joiner?

    /// Takes the start of a block or one of its deltas: both name the kind of content.
    mutating func add(_ piece: JSONView) {
        piece.forEachMember { key, value in
            if key.isText("toolUse") {
                addCall(value)
            } else if key.isText("reasoningContent") {
                addThought(value)
            } else if key.isText("citation") {
                citations.append(value.value)
            } else if key.isText("image") {
                addImage(value)
            } else if key.isText("toolResult") {
                addResult(value)
            } else {
                members.accumulate(value, named: key.text)
            }
        }
    }

    /// The block, and the text of its input where that is not whole JSON.
    func rebuilt() -> (value: JSONValue, unparsed: String?) {
        var block = members
        var unparsed: String?
        if block["toolUse"] != nil {
            let input = PartialJSON.value(of: inputText)
            block["toolUse", default: [:]]["input"] = input.value
            unparsed = input.unparsed
        }
        if !thought.isEmpty { block["reasoningContent"] = rebuiltThought }
        if !citations.isEmpty {
            let content: JSONValue = block["text"].map { [["text": $0]] } ?? []
            block["text"] = nil
            block["citationsContent"] = ["content": content, "citations": .array(citations)]
        }
        if let image { block["image", default: [:]]["source"] = ["bytes": .string(image.text)] }
        return (.object(block), unparsed)
    }

    private var rebuiltThought: JSONValue {
        if let redacted = thought["redactedContent"] { return ["redactedContent": redacted] }
        return ["reasoningText": .object(thought)]
    }

    private mutating func addCall(_ call: JSONView) {
        if members["toolUse"] == nil { members["toolUse"] = [:] }
        call.forEachMember { key, value in
            if key.isText("input") {
                if !value.isNull { inputText += value.string ?? value.value.text() }
            } else {
                members["toolUse", default: [:]][key.text] = value.value
            }
        }
    }

    /// Text grows; the signature and the redacted rest come once.
    private mutating func addThought(_ piece: JSONView) {
        piece.forEachMember { key, value in
            if key.isText("text") {
                thought.accumulate(value, named: "text")
            } else {
                thought.replace(key.text, by: value)
            }
        }
    }

    /// The start gives the format, the deltas the bytes.
    private mutating func addImage(_ piece: JSONView) {
        if members["image"] == nil { members["image"] = [:] }
        piece.forEachMember { key, value in
            if key.isText("source"), let data = value["bytes"]?.bytes {
                image = image ?? Base64Joiner()
                image?.append(data)
            } else {
                members["image", default: [:]][key.text] = value.value
            }
        }
    }

    /// The start gives the members, the deltas are lists of what belongs into the content.
    private mutating func addResult(_ piece: JSONView) {
        if piece.isArray {
            members["toolResult", default: [:]]["content", default: []].append(contentsOf: piece)
        } else {
            members.accumulate(piece, named: "toolResult")
        }
    }
}
