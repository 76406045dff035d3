/// Rows in aligned columns that fit a width: flexible columns are shortened, then the least important left out.
struct SheetTable {
    struct Column {
        var title: String
        var isRight = false
        /// The fewest columns to which it may be shortened; nil when it must not be.
        var minimum: Int?
        /// Keeps the end instead of the start when shortened.
        var keepsEnd = false
        /// The higher, the sooner it is left out; 0 always stays.
        var expendability = 0
    }

    struct Cell {
        var text: String
        var tone: Tone?

        init(_ text: String, _ tone: Tone? = nil) {
            self.text = text
            self.tone = tone
        }
    }

    let columns: [Column]
    private(set) var rows: [[Cell]] = []
    private static let gap = 2

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row of as many cells as there are columns.
    mutating func add(_ row: [Cell]) {
        rows.append(row)
    }

    func lines(_ style: SheetStyle) -> [String] {
        let (shown, widths) = layout(style.width)
        let head = line(shown, widths, style) { Cell(columns[$0].title, .dim) }
        return [head] + rows.map { row in line(shown, widths, style) { row[$0] } }
    }

    private func line(
        _ shown: [Int],
        _ widths: [Int],
        _ style: SheetStyle,
        _ cell: (Int) -> Cell
    ) -> String {
        var result = ""
        var pending = ""
        for place in shown {
            let cell = cell(place)
            let column = columns[place]
            let text =
                column.keepsEnd
                ? SheetText.endShortened(cell.text, to: widths[place])
                : SheetText.shortened(cell.text, to: widths[place])
            let space = String(repeating: " ", count: widths[place] - SheetText.width(text))
            if column.isRight { pending += space }
            // Blanks are held back so that no line ends in them.
            if !text.isEmpty {
                result += pending + style.paint(text, cell.tone)
                pending = ""
            }
            pending += column.isRight ? "" : space
            pending += String(repeating: " ", count: Self.gap)
        }
        return result
    }

    /// Which columns are shown, and the width of each column.
    private func layout(_ limit: Int?) -> (shown: [Int], widths: [Int]) {
        var widths = columns.indices.map { place in
            max(SheetText.width(columns[place].title), rows.map { SheetText.width($0[place].text) }.max() ?? 0)
        }
        // A column of which nothing is known tells nothing.
        var shown = columns.indices.filter { place in
            columns[place].expendability == 0 || rows.contains { !$0[place].text.isEmpty }
        }
        guard let limit else { return (shown, widths) }
        while total(shown, shown.map { least(widths, $0) }) > limit,
            let victim = shown.filter({ columns[$0].expendability > 0 })
                .max(by: { columns[$0].expendability < columns[$1].expendability })
        {
            shown.removeAll { $0 == victim }
        }
        while total(shown, shown.map { widths[$0] }) > limit,
            let widest = shown.filter({ widths[$0] > least(widths, $0) }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
        return (shown, widths)
    }

    private func least(_ widths: [Int], _ place: Int) -> Int {
        columns[place].minimum.map { min($0, widths[place]) } ?? widths[place]
    }

    private func total(_ shown: [Int], _ widths: [Int]) -> Int {
        widths.reduce(0, +) + Self.gap * max(0, shown.count - 1)
    }
}
