/// Finds members that one object has twice: parsers differ in which of the two they keep.
enum DuplicateMember {
    /// The name of the first one, in any object of the document.
    static func name(in json: JSONView) -> String? {
        var keys: [ByteView] = []
        keys.reserveCapacity(searchedUpTo)
        return name(in: json, &keys)
    }

    /// `keys` are those of the objects around it, so that nothing is allocated for each object.
    private static func name(in json: JSONView, _ keys: inout [ByteView]) -> String? {
        switch json.kind {
        case .array:
            var found: String?
            json.forEachElement { element in
                if found == nil { found = name(in: element, &keys) }
            }
            return found
        case .object: return member(of: json, &keys)
        default: return nil
        }
    }

    private static func member(of object: JSONView, _ keys: inout [ByteView]) -> String? {
        let start = keys.count
        defer { keys.removeSubrange(start...) }
        var found: String?
        var many: Set<String> = []
        object.forEachMember { key, value in
            guard found == nil else { return }
            if isKnown(key, keys, from: start, &many) {
                found = key.text
            } else {
                keys.append(key)
                found = name(in: value, &keys)
            }
        }
        return found
    }

    /// A search for objects as they are, a set for those that someone made large.
    private static func isKnown(_ key: ByteView, _ keys: [ByteView], from start: Int, _ many: inout Set<String>) -> Bool
    {
        guard keys.count - start >= searchedUpTo else {
            return keys[start...].contains { $0.count == key.count && $0.elementsEqual(key) }
        }
        if many.isEmpty { many = Set(keys[start...].map(\.text)) }
        return !many.insert(key.text).inserted
    }

    private static let searchedUpTo = 32
}
