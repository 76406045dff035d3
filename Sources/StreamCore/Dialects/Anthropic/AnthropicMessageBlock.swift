/// One content block that is being rebuilt.
struct AnthropicMessageBlock {
    private var members: JSONObject
    private var inputText = ""
    private let isTool: Bool

    init(_ block: JSONView) {
        members = block.value.objectValue ?? JSONObject()
        isTool = block["type"]?.bytes?.endsWithText("tool_use") ?? false
    }

    /// A block whose start is missing, known by its first delta.
    init(impliedBy delta: JSONView) {
        members = JSONObject()
        isTool = delta["type"].isText("input_json_delta")
        if isTool {
            members["type"] = "tool_use"
        } else if let type = delta["type"]?.string, let end = type.range(ofSuffix: "_delta") {
            members["type"] = .string(String(type[..<end]))
        }
        add(delta)
    }

    mutating func add(_ delta: JSONView) {
        guard let type = delta["type"]?.bytes else { return }
        if type.isText("input_json_delta") {
            inputText += delta["partial_json"]?.string ?? ""
        } else if type.isText("citations_delta") {
            guard let citation = delta["citation"] else { return }
            members["citations", default: []].append(element: citation.value)
        } else if type.isText("signature_delta") || type.isText("compaction_delta") {
            delta.forEachMember { key, value in
                if !key.isText("type") { members.replace(key.text, by: value) }
            }
        } else {
            delta.forEachMember { key, value in
                if !key.isText("type") { members.accumulate(value, named: key.text) }
            }
        }
    }

    /// The block, and the text of its input where that is not whole JSON.
    func rebuilt() -> (value: JSONValue, unparsed: String?) {
        guard isTool else { return (.object(members), nil) }
        var block = members
        guard !inputText.isEmpty else {
            if block["input"] == nil { block["input"] = [:] }
            return (.object(block), nil)
        }
        let input = PartialJSON.value(of: inputText)
        block["input"] = input.value
        return (.object(block), input.unparsed)
    }
}

extension String {
    fileprivate func range(ofSuffix suffix: String) -> Index? {
        hasSuffix(suffix) ? index(endIndex, offsetBy: -suffix.count) : nil
    }
}
