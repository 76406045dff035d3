import Sessions
import StreamCore

/// Tool calls with their arguments laid out.
enum ToolCallLines {
    static func lines(_ calls: [AnalyzedToolCall], style: SheetStyle) -> [String] {
        let hasChoices = calls.contains { $0.call.choice != 0 }
        return calls.flatMap { tool -> [String] in
            let name = style.paint(SheetText.line(tool.call.name ?? "(no name)"), .accent)
            let choice = hasChoices ? "  choice \(tool.call.choice)" : ""
            let id = tool.call.id.map { "  \(SheetText.line($0))" } ?? ""
            let state = tool.isComplete ? "" : style.paint("  not complete", .bad)
            return [name + style.paint("\(id)\(choice)", .dim) + state] + arguments(tool).map { "  \($0)" }
        }
    }

    private static func arguments(_ tool: AnalyzedToolCall) -> [String] {
        if let json = tool.arguments { return SheetText.lines(json.text(.pretty)) }
        return tool.call.arguments.isEmpty ? [] : SheetText.lines(tool.call.arguments)
    }
}
