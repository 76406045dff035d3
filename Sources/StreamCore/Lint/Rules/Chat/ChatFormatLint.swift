/// Whether an answer that was asked for as JSON is JSON.
struct ChatFormatLint {
    func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard let format = end.request.body?["response_format"] else { return }
        let type = format["type"]?.stringValue
        guard type == "json_object" || type == "json_schema" else { return }
        let schema = type == "json_schema" ? format["json_schema"]?["schema"] : nil
        for choice in end.answer.choices where choice.finishReason == "stop" {
            guard let text = choice.text, !text.isEmpty else { continue }
            check(text, schema: schema, subject: "choice \(choice.index)", end.parser, into: &report)
        }
    }

    private func check(
        _ text: String,
        schema: JSONValue?,
        subject: String,
        _ parser: JSONParser,
        into report: inout LintReport
    ) {
        var text = text
        guard let value = text.withUTF8({ parser.view(of: $0)?.value }) else {
            let message = "response_format asks for JSON, but the content is none"
            return report.add(.chatJsonMode, message, subject: subject, evidence: Excerpt.text(of: text))
        }
        guard let schema, let violation = JSONSchema(schema).firstViolation(of: value) else { return }
        let message = "the content breaks the schema that was asked for: \(violation)"
        report.add(.chatJsonMode, message, subject: subject, evidence: Excerpt.text(of: text))
    }
}
