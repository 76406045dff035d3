/// Short quotations of what peers sent, safe to print: on one line, without control characters.
package enum Excerpt {
    /// What fits on a line beside the rest of a finding.
    package static let longest = 120

    /// The start of some bytes; control characters and bytes that are not UTF-8 are escaped.
    package static func text(of bytes: ByteView, longest: Int = longest) -> String {
        if bytes.count <= longest, bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text = ""
        var length = 0
        // Characters are made of the bytes that fit, so that a cut divides none of them.
        for scalar in String(decoding: bytes.prefix(longest * 4), as: UTF8.self).unicodeScalars {
            guard length < longest else { return text + "…" }
            let escaped = scalar.escapedForExcerpt
            text += escaped
            length += escaped.unicodeScalars.count
        }
        return bytes.count > longest * 4 ? text + "…" : text
    }

    /// The start of a value as compact JSON.
    package static func text(of json: JSONView, longest: Int = longest) -> String {
        var text = json.value.text()
        return text.withUTF8 { Self.text(of: $0, longest: longest) }
    }

    /// The start of a text.
    package static func text(of text: String, longest: Int = longest) -> String {
        var text = text
        return text.withUTF8 { Self.text(of: $0, longest: longest) }
    }
}

extension Unicode.Scalar {
    fileprivate var escapedForExcerpt: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{FEFF}": "\\u{FEFF}"
        case "\u{2028}", "\u{2029}", "\u{85}": "\\u{\(String(value, radix: 16, uppercase: true))}"
        case _ where value < 0x20 || value == 0x7F || (0x80..<0xA0).contains(value):
            "\\x" + (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
        default: String(Character(self))
        }
    }
}
