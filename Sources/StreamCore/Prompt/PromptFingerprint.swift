/// A number for a part of a prompt; equal parts have equal ones, within one run of the program.
///
/// What does not change a prompt is left out: the order of members, marks that only say what to cache, and whether
/// a text stands alone or as the only part of a list.
package enum PromptFingerprint {
    package static func of(_ view: JSONView) -> Int {
        switch view.kind {
        case .object: ofMembers(view)
        case .array: ofElements(view)
        case .string: ofText(view.bytes)
        case .int, .uint, .double:
            ofParts { hasher in
                hasher.combine(view.double)
                if let whole = view.int { hasher.combine(whole) }
            }
        case .true: 3
        case .false: 5
        case .null: 7
        }
    }

    /// Of a text on its own.
    package static func of(text: String) -> Int {
        var text = text
        return text.withUTF8 { ofText($0) }
    }

    /// A fingerprint of what came before, with one more part.
    static func chained(_ before: Int, _ part: Int) -> Int {
        ofParts { hasher in
            hasher.combine(before)
            hasher.combine(part)
        }
    }

    private static func ofParts(_ combine: (inout Hasher) -> Void) -> Int {
        var hasher = Hasher()
        combine(&hasher)
        return hasher.finalize()
    }

    private static func ofText(_ bytes: ByteView?) -> Int {
        ofParts { hasher in
            hasher.combine(UInt8(ascii: "s"))
            if let bytes { hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
        }
    }

    private static func ofElements(_ view: JSONView) -> Int {
        ofParts { hasher in
            hasher.combine(UInt8(ascii: "a"))
            view.forEachElement { element in
                if !isMark(element) { hasher.combine(of(element)) }
            }
        }
    }

    /// A sum does not know the order of what was added.
    private static func ofMembers(_ view: JSONView) -> Int {
        var sum = 11
        view.forEachMember { name, value in
            guard !name.isText("cache_control") else { return }
            let isText = value.isString && name.isText("content")
            let part = isText ? ofTextParts(value.bytes) : of(value)
            sum &+= ofParts { hasher in
                hasher.combine(bytes: UnsafeRawBufferPointer(name))
                hasher.combine(part)
            }
        }
        return sum
    }

    /// Bedrock's marks are elements of their own.
    private static func isMark(_ element: JSONView) -> Bool {
        element["cachePoint"] != nil
    }

    /// What `[{"type": "text", "text": TEXT}]` has.
    private static func ofTextParts(_ bytes: ByteView?) -> Int {
        let type = ofParts { hasher in
            "type".utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(of(text: "text"))
        }
        let text = ofParts { hasher in
            "text".utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(ofText(bytes))
        }
        return ofParts { hasher in
            hasher.combine(UInt8(ascii: "a"))
            hasher.combine(11 &+ type &+ text)
        }
    }
}
