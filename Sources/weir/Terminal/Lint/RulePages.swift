import StreamCore

/// The catalogue as people read it: one page, a list, or all of it as Markdown.
enum RulePages {
    static func page(of code: LintCode, style: SheetStyle) -> [String] {
        let rule = code.rule
        var lines = [
            style.paint(code.rawValue, .strong) + "  " + style.paint(rule.severity.rawValue, rule.severity.tone)
        ]
        lines += SheetText.wrapped(rule.title.capitalisedFirst, to: style.columns)
        lines += entry("Meaning", rule.meaning.isEmpty ? [] : [rule.meaning], style)
        lines += entry("Wire", rule.example.map(exampleLines) ?? [], style)
        lines += entry(
            "Breaks",
            rule.breaks.isEmpty ? [] : [rule.breaks.map(\.rawValue).joined(separator: ", ")],
            style
        )
        lines += entry("Server", [rule.serverFix].compactMap(\.self), style)
        lines += entry("Client", [rule.clientFix].compactMap(\.self), style)
        return lines
    }

    static func list(_ codes: [LintCode], style: SheetStyle) -> [String] {
        let width = codes.map(\.rawValue.count).max() ?? 0
        return codes.flatMap { code in
            let lead =
                SheetText.padded(code.rawValue, to: width) + "  " + SheetText.padded(code.rule.severity.rawValue, to: 9)
            let room = style.width.map { max($0 - width - 11, 20) } ?? .max
            return SheetText.wrapped(code.rule.title, to: room).enumerated().map { place, line in
                place == 0
                    ? style.paint(lead, code.rule.severity.tone) + line
                    : String(repeating: " ", count: width + 11) + line
            }
        }
    }

    /// With the blank lines between events, without those behind the last.
    private static func exampleLines(_ example: String) -> [String] {
        var lines = example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func entry(_ name: String, _ text: [String], _ style: SheetStyle) -> [String] {
        guard !text.isEmpty else { return [] }
        let lines = text.flatMap { $0.isEmpty ? [""] : SheetText.wrapped($0, to: max(style.columns - 11, 20)) }
        return [""]
            + lines.enumerated().map { place, line in
                line.isEmpty ? "" : "  " + style.paint(SheetText.padded(place == 0 ? name : "", to: 9), .dim) + line
            }
    }
}

extension RulePages {
    /// `docs/lint.md`, whole.
    static var markdown: String {
        var lines = introduction
        for section in LintSection.allCases {
            let codes = section.codes
            lines += ["", "## \(section.rawValue)", "", "| code | severity | what it is |", "|---|---|---|"]
            lines += codes.map {
                "| [\($0)](#\($0.rawValue.lowercased())) | \($0.rule.severity) | \(cell($0.rule.title)) |"
            }
            for code in codes { lines += markdown(of: code) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let introduction = [
        "# Findings", "",
        "<!-- Written by `make generated` from Sources/StreamCore/Lint/Catalogue. Edit the catalogue, not this page. -->",
        "",
        "What `weir lint` finds, and `weir show`, `weir ls`, `weir tail` and `weir report` tell. Codes are stable: use them in",
        "expressions (`weir ls --where 'finding = TERM-MISSING'`) and in scripts. `weir lint --explain CODE` prints one page.",
        "",
        "- **error**: the message is wrong or lost, or a mainstream client fails.",
        "- **warning**: a rule is broken; clients usually survive.",
        "- **info**: a quirk.", "",
        "A finding may be less severe than its page says where it does less harm, never more. What repeats is one finding with a",
        "count, at its first place: the event (from 1) and the byte of the decoded body (from 0). Rules that need the request run",
        "only if it was captured.",
        "",
        "*Breaks* names clients that fail or lose something there, as their code of November 2026 does: openai-python 2.54,",
        "anthropic 2.11, google-genai 3.4, mistralai 3.7, cohere 7.3, ollama 0.6, httpx-sse 0.4, botocore 1.44.",
    ]

    private static func markdown(of code: LintCode) -> [String] {
        let rule = code.rule
        var lines = ["", "### \(code)", "", "*\(rule.severity)* · \(rule.title.capitalisedFirst)."]
        if !rule.meaning.isEmpty { lines += ["", rule.meaning] }
        if let example = rule.example { lines += ["", "```", example, "```"] }
        var facts: [String] = []
        if !rule.breaks.isEmpty { facts.append("- Breaks: \(rule.breaks.map(\.rawValue).joined(separator: ", "))") }
        if let fix = rule.serverFix { facts.append("- Server: \(fix)") }
        if let fix = rule.clientFix { facts.append("- Client: \(fix)") }
        return facts.isEmpty ? lines : lines + [""] + facts
    }

    private static func cell(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? "\\|" : String($0) })
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
