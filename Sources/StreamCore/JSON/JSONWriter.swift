/// Appends JSON text to a byte buffer; the capture writer's and the reports' only serialiser.
package enum JSONWriter {
    /// Appends a string literal of bytes that must be valid UTF-8.
    package static func append(string bytes: ByteView, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        guard let base = bytes.baseAddress else {
            output.append(UInt8(ascii: "\""))
            return
        }
        var runStart = 0
        for index in 0..<bytes.count where needsEscape(bytes[index]) {
            output.append(contentsOf: ByteView(start: base + runStart, count: index - runStart))
            append(escaped: bytes[index], to: &output)
            runStart = index + 1
        }
        output.append(contentsOf: ByteView(start: base + runStart, count: bytes.count - runStart))
        output.append(UInt8(ascii: "\""))
    }

    /// Appends a string literal.
    package static func append(string: String, to output: inout [UInt8]) {
        var text = string
        text.withUTF8 { append(string: $0, to: &output) }
    }

    /// Appends a whole number in decimal digits.
    package static func append(_ number: Int64, to output: inout [UInt8]) {
        guard number >= 0 else {
            output.append(UInt8(ascii: "-"))
            return append(number.magnitude, to: &output)
        }
        append(number.magnitude, to: &output)
    }

    /// Appends a whole number in decimal digits.
    package static func append(_ number: Int, to output: inout [UInt8]) {
        append(Int64(number), to: &output)
    }

    /// Appends a whole number in decimal digits.
    package static func append(_ number: UInt64, to output: inout [UInt8]) {
        var value = number
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var place = 20
            repeat {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
                value /= 10
            } while value > 0
            output.append(contentsOf: digits[place...])
        }
    }

    /// Appends text that is JSON already.
    package static func append(raw text: StaticString, to output: inout [UInt8]) {
        output.append(contentsOf: ByteView(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func append(escaped byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0x09: output.append(UInt8(ascii: "t"))
        default:
            append(raw: "u00", to: &output)
            output.append(hexDigits[Int(byte >> 4)])
            output.append(hexDigits[Int(byte & 15)])
        }
    }
}

extension JSONValue {
    /// How text is laid out.
    package enum Layout {
        case compact
        /// Two spaces a level.
        case pretty
    }

    /// The JSON text of the value.
    package func text(_ layout: Layout = .compact) -> String {
        var bytes: [UInt8] = []
        append(to: &bytes, layout: layout)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the JSON text of the value.
    package func append(to output: inout [UInt8], layout: Layout = .compact, depth: Int = 0) {
        switch self {
        case .null: JSONWriter.append(raw: "null", to: &output)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): JSONWriter.append(value, to: &output)
        case .uint(let value): JSONWriter.append(value, to: &output)
        case .double(let value): output.append(contentsOf: Self.numberText(value).utf8)
        case .string(let value): JSONWriter.append(string: value, to: &output)
        case .array(let items):
            Self.appendList(items, open: "[", close: "]", to: &output, layout: layout, depth: depth) { item, output in
                item.append(to: &output, layout: layout, depth: depth + 1)
            }
        case .object(let object):
            let members = object.members
            Self.appendList(members, open: "{", close: "}", to: &output, layout: layout, depth: depth) {
                member,
                output in
                JSONWriter.append(string: member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                if layout == .pretty { output.append(UInt8(ascii: " ")) }
                member.value.append(to: &output, layout: layout, depth: depth + 1)
            }
        }
    }

    private static func appendList<Item>(
        _ items: [Item],
        open: Unicode.Scalar,
        close: Unicode.Scalar,
        to output: inout [UInt8],
        layout: Layout,
        depth: Int,
        item: (Item, inout [UInt8]) -> Void
    ) {
        output.append(UInt8(ascii: open))
        for (index, element) in items.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            appendBreak(to: &output, layout: layout, depth: depth + 1)
            item(element, &output)
        }
        if !items.isEmpty { appendBreak(to: &output, layout: layout, depth: depth) }
        output.append(UInt8(ascii: close))
    }

    private static func appendBreak(to output: inout [UInt8], layout: Layout, depth: Int) {
        guard layout == .pretty else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    /// Whole doubles keep their `.0`; JSON has no word for infinities and NaN, so they are null.
    private static func numberText(_ value: Double) -> String {
        value.isFinite ? value.description : "null"
    }
}
