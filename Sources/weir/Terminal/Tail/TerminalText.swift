/// Makes what peers sent safe and measurable for a terminal.
enum TerminalText {
    /// The text with line breaks kept and every other control character made visible, so that no peer can
    /// move the cursor, change the title or reorder text (CVE-2021-42574).
    static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\t": result.append(contentsOf: "    ".unicodeScalars)
            case "\r": break
            case _ where !isUnsafe(scalar): result.append(scalar)
            default: result.append(symbol(for: scalar))
            }
        }
        return String(result)
    }

    /// As ``visible(_:)``, on one line.
    static func oneLine(_ text: String) -> String {
        let text = visible(text)
        guard text.unicodeScalars.contains("\n") else { return text }
        return String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case ..<0x20, 0x7F..<0xA0: true
        // Line and paragraph separators; embedding, overriding and isolating of text direction.
        case 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func symbol(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        // Control pictures.
        case ..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: "\u{FFFD}"
        }
    }

    /// How many columns the text takes.
    static func width(_ text: some StringProtocol) -> Int {
        var width = 0
        for character in text { width += self.width(character) }
        return width
    }

    /// How many columns a character takes: 0, 1 or 2.
    static func width(_ character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii < 0x20 ? 0 : 1 }
        var widest = 0
        for scalar in character.unicodeScalars {
            // An emoji presentation selector makes its base two columns wide.
            if scalar == "\u{FE0F}" { return 2 }
            widest = max(widest, width(scalar))
            if widest == 2 { return 2 }
        }
        return widest
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// The blocks whose characters are East Asian wide (Unicode UAX #11), emoji apart.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
    ]
}
