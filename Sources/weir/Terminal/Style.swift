/// What a piece of text is, as far as its looks go; which colour that is, ``Style`` says.
enum Tone: Hashable, Sendable {
    case plain
    /// Times, labels, reasoning: what the eye may skip.
    case dim
    case strong
    /// What can be acted on: numbers of exchanges, names of tools.
    case accent
    case good, warning, bad

    /// The parameters of "select graphic rendition" (ECMA-48 §8.3.117); the sixteen colours follow the user's theme.
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .dim: "2"
        case .strong: "1"
        case .accent: "36"
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        }
    }
}

/// Puts colour on text, where colour is wanted.
struct Style: Hashable, Sendable {
    let isOn: Bool

    /// No colours: what is piped.
    static let none = Style(isOn: false)

    /// As the terminal and `NO_COLOR` ask.
    static var console: Style { Style(isOn: Console.usesColour) }

    func callAsFunction(_ tone: Tone, _ text: String) -> String {
        guard isOn, let code = tone.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
