extension JSONValue {
    /// Joins a delta: texts grow, objects are joined by member, lists by the `index` of their elements.
    ///
    /// Everything else is replaced; a null changes nothing.
    mutating func join(indexed piece: JSONView) {
        switch piece.kind {
        case .object:
            var object = objectValue ?? JSONObject()
            self = .null  // Leaves `object` the only owner, so that joining does not copy.
            piece.forEachMember { key, value in object.join(indexed: value, named: key) }
            self = .object(object)
        case .array:
            var list = arrayValue ?? []
            self = .null  // As above.
            piece.forEachElement { list.join(indexed: $0) }
            self = .array(list)
        case .string: if case .string = self { append(piece.bytes?.text ?? "") } else { self = piece.value }
        default: self = piece.value
        }
    }

    /// The value without the `index` of list elements, which only deltas have.
    var withoutIndexes: JSONValue {
        switch self {
        case .object(let object): return .object(JSONObject(object.members.map { ($0.name, $0.value.withoutIndexes) }))
        case .array(let list):
            return .array(
                list.map { element in
                    guard case .object(var object) = element else { return element }
                    object["index"] = nil
                    return JSONValue.object(object).withoutIndexes
                }
            )
        default: return self
        }
    }
}

extension JSONObject {
    fileprivate mutating func join(indexed piece: JSONView, named key: ByteView) {
        let name = key.text
        if piece.isNull || self[name] == nil && !piece.isArray && !piece.isObject {
            if self[name] == nil { self[name] = piece.value }
        } else if Self.identities.contains(name) {
            self[name] = piece.value
        } else {
            self[name, default: .null].join(indexed: piece)
        }
    }

    /// What repeats, rather than grows, where it comes again.
    private static let identities: Set = ["id", "index", "type", "object", "role", "name", "file_id"]
}

extension [JSONValue] {
    /// Elements stand in order of their index, which is their place as long as a peer skips none.
    fileprivate mutating func join(indexed piece: JSONView) {
        guard let index = piece["index"]?.int else { return append(piece.value) }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle]["index"]?.intValue ?? .max < index { low = middle + 1 } else { high = middle }
        }
        if low == count || self[low]["index"]?.intValue != index { insert(.null, at: low) }
        self[low].join(indexed: piece)
    }
}
