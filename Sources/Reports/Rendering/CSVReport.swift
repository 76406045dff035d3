/// The report as comma-separated values (RFC 4180); times in ns, unknown cells empty.
package enum CSVReport {
    package static func text(_ report: LatencyReport) -> String {
        let table = ReportTable(report)
        return ([table.header] + table.rows).map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cell(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + String(text.flatMap { $0 == "\"" ? "\"\"" : String($0) }) + "\""
    }
}
