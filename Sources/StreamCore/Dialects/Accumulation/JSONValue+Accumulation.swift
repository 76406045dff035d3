extension JSONValue {
    /// Joins a streamed piece to what is there.
    ///
    /// Strings and arrays grow, objects are joined member by member, everything else is replaced. A null
    /// changes nothing.
    mutating func accumulate(_ piece: JSONView) {
        switch piece.kind {
        case .null: return
        case .string where isString: append(piece.bytes?.text ?? "")
        case .array: append(contentsOf: piece)
        case .object: join(piece)
        default: self = piece.value
        }
    }

    /// Appends to a string in place; any other value is replaced.
    mutating func append(_ text: String) {
        guard case .string(var whole) = self else { return self = .string(text) }
        self = .null
        whole += text
        self = .string(whole)
    }

    /// Appends the elements of an array in place; any other value is replaced.
    mutating func append(contentsOf elements: JSONView) {
        guard case .array(var whole) = self else { return self = elements.value }
        self = .null
        elements.forEachElement { whole.append($0.value) }
        self = .array(whole)
    }

    /// Appends one element to an array in place; any other value is replaced.
    mutating func append(element: JSONValue) {
        guard case .array(var whole) = self else { return self = .array([element]) }
        self = .null
        whole.append(element)
        self = .array(whole)
    }

    private var isString: Bool {
        if case .string = self { true } else { false }
    }

    private mutating func join(_ members: JSONView) {
        guard case .object(var object) = self else { return self = members.value }
        self = .null  // Leaves `object` the only owner, so that joining does not copy.
        object.accumulate(members)
        self = .object(object)
    }
}

extension JSONObject {
    /// Joins each member of a streamed piece to the member of that name.
    mutating func accumulate(_ piece: JSONView) {
        piece.forEachMember { key, value in accumulate(value, named: key.text) }
    }

    /// Joins a streamed piece to the member of that name; null makes the name known, no more.
    mutating func accumulate(_ piece: JSONView, named name: String) {
        if self[name] == nil {
            self[name] = piece.value
        } else {
            self[name]?.accumulate(piece)
        }
    }

    /// Sets a member unless the new value is null and there is one already.
    mutating func replace(_ name: String, by value: JSONView) {
        if !value.isNull || self[name] == nil { self[name] = value.value }
    }
}
