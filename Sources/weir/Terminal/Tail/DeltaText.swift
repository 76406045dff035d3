import Sessions
import StreamCore

/// Deltas and results in a few words.
enum DeltaText {
    /// The word for its kind, as short as a column wants it.
    static func label(_ delta: Delta) -> String {
        switch delta.kind {
        case .toolStart: "tool"
        case .toolArguments: "args"
        default: delta.kind.rawValue
        }
    }

    static func tone(_ delta: Delta) -> Tone {
        switch delta.kind {
        case .text: .plain
        case .toolStart, .toolArguments, .media: .accent
        case .finish: .good
        case .error, .refusal: .bad
        case .role, .reasoning, .usage, .other: .dim
        }
    }

    /// What it says beside its kind.
    static func detail(_ delta: Delta) -> String {
        var words: [String] = []
        if delta.choice > 0 { words.append("choice \(delta.choice)") }
        switch delta.kind {
        case .text, .reasoning, .refusal:
            words.append(quoted(delta.text ?? ""))
            if delta.kind == .text, let channel = delta.name { words.append("(guessed: \(channel))") }
        case .toolStart:
            words.append("[\(delta.index ?? 0)] \(delta.name.map(TerminalText.oneLine) ?? "?")")
            if let id = delta.id { words.append(TerminalText.oneLine(id)) }
        case .toolArguments: words.append("[\(delta.index ?? 0)] \(quoted(delta.text ?? ""))")
        case .usage: words.append(delta.usage.map(usage) ?? "")
        case .media:
            words += [delta.text, delta.byteCount.map { "\($0) bytes" }].compactMap(\.self)
        case .error: words += [delta.name, delta.id, delta.text.map(quoted)].compactMap(\.self)
        case .role, .finish, .other: words += [delta.name, delta.text].compactMap(\.self).map(TerminalText.oneLine)
        }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Token counts: `12 in, 45 out (30 reasoning)`.
    static func usage(_ usage: Usage) -> String {
        var input = usage.inputTokens.map { "\($0) in" }
        if let cached = usage.cachedTokens, cached > 0 { input? += " (\(cached) cached)" }
        var output = usage.outputTokens.map { "\($0) out" }
        if let reasoning = usage.reasoningTokens, reasoning > 0 { output? += " (\(reasoning) reasoning)" }
        return [input, output].compactMap(\.self).joined(separator: ", ")
    }

    /// The text as a JSON string that no terminal acts on.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONWriter.append(string: text, to: &bytes)
        let literal = String(decoding: bytes, as: UTF8.self)
        guard literal.unicodeScalars.contains(where: needsEscape) else { return literal }
        var result = ""
        for scalar in literal.unicodeScalars {
            if needsEscape(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
