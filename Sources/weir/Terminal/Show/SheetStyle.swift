/// How what is printed for people may look: its width, and whether it may use colour.
struct SheetStyle: Equatable {
    /// Columns; nil where lines may be as long as they are, as in a pipe.
    var width: Int?
    var style: Style

    /// For files and pipes.
    static let plain = SheetStyle(width: nil, style: .none)

    /// As stdout wants it.
    static var standardOutput: SheetStyle {
        SheetStyle(width: Console.isTerminal ? max(Console.width, 40) : nil, style: .console)
    }

    /// Columns for what needs some number, such as bars and wrapped sentences.
    var columns: Int { min(width ?? 100, 140) }

    /// The text in its colour; columns must have been laid out before.
    func paint(_ text: String, _ tone: Tone?) -> String {
        tone.map { style($0, text) } ?? text
    }
}
