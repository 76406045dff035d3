/// Turns lines into what a terminal must be sent: the old live lines are written over, nothing else is touched.
///
/// No alternate screen, so that the history keeps everything.
struct ScreenPainter: Sendable {
    private let style: Style
    /// The live lines on the screen; the cursor stands at the end of the last one.
    private var shown: [ScreenLine] = []

    init(style: Style) {
        self.style = style
    }

    /// What to write so that `permanent` stands above the new live lines; empty when nothing changed.
    mutating func paint(permanent: [ScreenLine], live: [ScreenLine], columns: Int) -> String {
        guard !permanent.isEmpty || live != shown else { return "" }
        // Synchronized update: terminals that know it show the change at once.
        var output = "\u{1B}[?2026h\r"
        let up = rows(columns: columns) - 1
        if up > 0 { output += "\u{1B}[\(up)A" }
        for line in permanent { output += "\(line.rendered(style))\u{1B}[K\n" }
        output += live.map { "\($0.rendered(style))\u{1B}[K" }.joined(separator: "\n")
        output += live.isEmpty ? "\u{1B}[J" : "\u{1B}[0J"
        shown = live
        return output + "\u{1B}[?2026l"
    }

    /// Forgets what is on the screen: something else was written there.
    mutating func forget() {
        shown = []
    }

    /// The rows that the live lines take now; a terminal that became narrower has broken them.
    private func rows(columns: Int) -> Int {
        shown.reduce(0) { $0 + max(1, ($1.width + columns - 1) / max(columns, 1)) }
    }
}
