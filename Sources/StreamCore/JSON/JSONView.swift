/// A read-only view of one value on simdjson's tape; nothing is allocated until a value is kept.
///
/// Valid until its ``JSONParser`` parses again. Tape words carry a type byte in the top eight bits and a
/// payload in the rest (simdjson `doc/tape.md`).
package struct JSONView {
    let tape: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>
    let position: Int

    package enum Kind: UInt8 {
        case object = 0x7B  // {
        case array = 0x5B  // [
        case string = 0x22  // "
        case int = 0x6C  // l
        case uint = 0x75  // u
        case double = 0x64  // d
        case `true` = 0x74  // t
        case `false` = 0x66  // f
        case null = 0x6E  // n
    }

    private static let payloadMask: UInt64 = 0x00FF_FFFF_FFFF_FFFF

    private var word: UInt64 { tape[position] }

    package var kind: Kind { Kind(rawValue: tag) ?? .null }
    package var isNull: Bool { tag == Kind.null.rawValue }
    package var isObject: Bool { tag == Kind.object.rawValue }
    package var isArray: Bool { tag == Kind.array.rawValue }
    package var isString: Bool { tag == Kind.string.rawValue }

    /// The type byte; comparing it is cheaper than making a ``Kind`` of it.
    private var tag: UInt8 { UInt8(truncatingIfNeeded: word >> 56) }

    /// The unescaped UTF-8 bytes of a string.
    package var bytes: ByteView? {
        guard isString else { return nil }
        let start = strings + Int(word & Self.payloadMask)
        let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return ByteView(start: start + 4, count: Int(count))
    }

    package var string: String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether it is a string with at least one byte.
    package var isNonEmptyString: Bool { bytes.map { !$0.isEmpty } ?? false }

    /// A string with at least one byte; nil for all else.
    package var nonEmptyString: String? { isNonEmptyString ? string : nil }

    package var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// A whole number that fits; a double without a fraction counts.
    package var int: Int? {
        switch kind {
        case .int: Int(truncatingIfNeeded: Int64(bitPattern: tape[position + 1]))
        case .uint: Int(exactly: tape[position + 1])
        case .double: Int(exactly: Double(bitPattern: tape[position + 1]))
        default: nil
        }
    }

    package var double: Double? {
        switch kind {
        case .int: Double(Int64(bitPattern: tape[position + 1]))
        case .uint: Double(tape[position + 1])
        case .double: Double(bitPattern: tape[position + 1])
        default: nil
        }
    }

    /// False for null, false, 0, "", [] and {} (Python's rule, by which SDKs test fields).
    package var isTruthy: Bool {
        switch kind {
        case .null, .false: false
        case .true: true
        case .string: isNonEmptyString
        case .int, .uint, .double: double != 0
        case .array, .object: end - position > 2
        }
    }

    /// The member of that name (the last one, as most parsers take it), or nil; nil for other kinds.
    package subscript(name: StaticString) -> JSONView? {
        member(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// As the subscript, for a name known only at run time.
    package func member(_ name: String) -> JSONView? {
        var name = name
        return name.withUTF8 { member($0) }
    }

    private func member(_ name: ByteView) -> JSONView? {
        var found: JSONView?
        forEachMember { key, value in
            if key.hasBytes(name) { found = value }
        }
        return found
    }

    /// The member of that name unless it is null.
    package func present(_ name: StaticString) -> JSONView? {
        guard let value = self[name], !value.isNull else { return nil }
        return value
    }

    /// Calls `body` with each member in order; nothing for other kinds.
    @inline(__always)
    package func forEachMember(_ body: (_ key: ByteView, _ value: JSONView) throws -> Void) rethrows {
        guard isObject else { return }
        let limit = end - 1
        var cursor = position + 1
        while cursor < limit {
            let key = JSONView(tape: tape, strings: strings, position: cursor)
            let value = JSONView(tape: tape, strings: strings, position: cursor + 1)
            if let name = key.bytes { try body(name, value) }
            cursor = value.end
        }
    }

    /// Calls `body` with each element in order; nothing for other kinds.
    @inline(__always)
    package func forEachElement(_ body: (JSONView) throws -> Void) rethrows {
        guard isArray else { return }
        let limit = end - 1
        var cursor = position + 1
        while cursor < limit {
            let value = JSONView(tape: tape, strings: strings, position: cursor)
            try body(value)
            cursor = value.end
        }
    }

    /// The elements of an array; empty for other kinds.
    package var elements: [JSONView] {
        var result: [JSONView] = []
        forEachElement { result.append($0) }
        return result
    }

    /// The first element of an array.
    package var first: JSONView? {
        guard isArray, end - position > 2 else { return nil }
        return JSONView(tape: tape, strings: strings, position: position + 1)
    }

    /// A copy that outlives the parser.
    package var value: JSONValue {
        switch kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .int: return .int(Int64(bitPattern: tape[position + 1]))
        case .uint: return .uint(tape[position + 1])
        case .double: return .double(Double(bitPattern: tape[position + 1]))
        case .string: return .string(string ?? "")
        case .array:
            var items: [JSONValue] = []
            forEachElement { items.append($0.value) }
            return .array(items)
        case .object:
            var object = JSONObject()
            forEachMember { key, value in
                object[String(decoding: key, as: UTF8.self)] = value.value
            }
            return .object(object)
        }
    }

    /// The tape position just after this value.
    private var end: Int {
        switch tag {
        case Kind.object.rawValue, Kind.array.rawValue: Int(word & 0xFFFF_FFFF)
        case Kind.int.rawValue, Kind.uint.rawValue, Kind.double.rawValue: position + 2
        default: position + 1
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether both hold the same bytes; names are so short that a loop is the fastest way.
    @inline(__always)
    fileprivate func hasBytes(_ other: ByteView) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
