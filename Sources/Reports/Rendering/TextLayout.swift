/// Cells, bars and paragraphs in columns of a terminal.
enum TextLayout {
    static func left(_ text: String, _ width: Int) -> String {
        text.count > width ? shortened(text, to: width) : text + String(repeating: " ", count: width - text.count)
    }

    static func right(_ text: String, _ width: Int) -> String {
        text.count > width ? shortened(text, to: width) : String(repeating: " ", count: width - text.count) + text
    }

    static func shortened(_ text: String, to width: Int) -> String {
        text.count <= width ? text : "\(text.prefix(max(0, width - 1)))…"
    }

    /// A horizontal bar in eighths of a column, padded to its width; something above zero shows at least a sliver.
    static func bar(_ share: Double, width: Int) -> String {
        let eighths = Int((min(max(share, 0), 1) * Double(width * 8)).rounded())
        let drawn = share > 0 ? max(1, eighths) : 0
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][drawn % 8]
        return left(String(repeating: "█", count: drawn / 8) + partial, width)
    }

    /// Breaks a sentence into lines at spaces.
    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// The line without the blanks at its end.
    static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
