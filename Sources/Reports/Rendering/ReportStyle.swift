/// How a text report may look: its width, and whether it may use colour.
package struct ReportStyle: Equatable, Sendable {
    /// What a piece of text is, from which its colour follows.
    package enum Role: Sendable {
        case heading, value, quiet, bar, good, warning, bad
    }

    /// Columns of the terminal; below 60 lines wrap, from 120 on there is nothing to add.
    package var width: Int
    package var isColoured: Bool

    package init(width: Int = 80, isColoured: Bool = false) {
        self.width = max(60, min(width, 120))
        self.isColoured = isColoured
    }

    /// For files and pipes.
    package static let plain = ReportStyle()

    /// The text with the role's colour; columns must have been laid out before.
    func paint(_ text: String, _ role: Role) -> String {
        guard isColoured, !text.isEmpty else { return text }
        // The 16 basic colours follow the user's theme.
        let code =
            switch role {
            case .heading, .value: "1"
            case .quiet: "2"
            case .bar: "36"
            case .good: "32"
            case .warning: "33"
            case .bad: "31"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
