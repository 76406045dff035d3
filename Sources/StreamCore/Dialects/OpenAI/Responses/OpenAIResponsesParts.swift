/// The parts of one list of an item, by the index that events give them.
struct OpenAIResponsesParts {
    private var parts: [JSONObject] = []
    private var places = WireIndexMap()

    var isEmpty: Bool { parts.isEmpty }

    var value: JSONValue { .array(ordered.map { .object($0) }) }

    /// The texts alone, for lists of strings.
    func texts(of field: OpenAIResponsesField) -> JSONValue {
        .array(ordered.map { $0[field.member.description] ?? "" })
    }

    /// Takes the parts that an item brings with it; returns whether it is a list of parts.
    mutating func load(_ list: JSONView) -> Bool {
        let elements = list.elements
        guard list.isArray, elements.allSatisfy(\.isObject) else { return false }
        for part in elements { set(part, at: parts.count, isEnd: false) }
        return true
    }

    /// Sets a whole part; without an index a start opens the next one and an end is for the last.
    mutating func set(_ part: JSONView, at index: Int?, isEnd: Bool) {
        let place = index == nil && !isEnd ? open(parts.count) : place(index, type: nil)
        parts[place] = part.value.objectValue ?? JSONObject()
    }

    mutating func append(_ piece: JSONView, to field: OpenAIResponsesField, at index: Int?) {
        let place = place(index, type: field.partType)
        parts[place].accumulate(piece, named: field.member.description)
    }

    mutating func settle(_ whole: JSONView, of field: OpenAIResponsesField, at index: Int?) {
        let place = place(index, type: field.partType)
        parts[place][field.member.description] = whole.value
    }

    /// Joins each member of a piece; a bare text is what a command printed.
    mutating func join(_ piece: JSONView, at index: Int?) {
        let place = place(index, type: nil)
        if piece.isObject {
            parts[place].accumulate(piece)
        } else {
            parts[place].accumulate(piece, named: "stdout")
        }
    }

    mutating func join(_ piece: JSONView, named name: String, at index: Int?) {
        let place = place(index, type: nil)
        parts[place].accumulate(piece, named: name)
    }

    mutating func setMember(_ name: String, _ value: JSONValue, at index: Int?) {
        let place = place(index, type: nil)
        parts[place][name] = value
    }

    mutating func annotate(_ annotation: JSONView, at part: Int?, index: Int?) {
        let place = place(part, type: OpenAIResponsesField.text.partType)
        var annotations = parts[place]["annotations"]?.arrayValue ?? []
        parts[place]["annotations"] = .null  // Leaves `annotations` the only owner.
        if let index, annotations.indices.contains(index) {
            annotations[index] = annotation.value
        } else {
            annotations.append(annotation.value)
        }
        parts[place]["annotations"] = .array(annotations)
    }

    private var ordered: [JSONObject] {
        zip(places.wireIndexes, parts).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The place of a part; without an index the last one.
    private mutating func place(_ index: Int?, type: String?) -> Int {
        if let place = index.map({ places.place(of: $0) }) ?? parts.indices.last { return place }
        let place = open(index ?? parts.count)
        if let type { parts[place]["type"] = .string(type) }
        return place
    }

    private mutating func open(_ index: Int) -> Int {
        parts.append(JSONObject())
        return places.open(index)
    }
}
