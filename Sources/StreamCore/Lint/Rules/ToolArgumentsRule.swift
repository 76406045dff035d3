/// What the arguments of a tool call must be.
enum ToolArgumentsRule {
    static func check(
        _ checked: CheckedCall,
        _ tools: DeclaredTools?,
        _ parser: JSONParser,
        into report: inout LintReport
    ) {
        var text = checked.call.arguments
        guard !checked.call.isFreeform, !text.isEmpty else { return }
        let evidence = Excerpt.text(of: text)
        guard let value = text.withUTF8({ parser.view(of: $0)?.value }) else {
            let (code, message) = unreadable(checked, parser)
            return report.add(code, message, checked, evidence: evidence)
        }
        if case .string(var inner) = value, inner.withUTF8({ parser.view(of: $0)?.isObject ?? false }) {
            let message = "the arguments of \(checked.subject) are a string that holds JSON: they were serialised twice"
            return report.add(.toolArgsStringified, message, checked, evidence: evidence)
        }
        guard value.objectValue != nil else {
            let message = "the arguments of \(checked.subject) are JSON but no object"
            return report.add(.toolArgsInvalid, message, checked, evidence: evidence)
        }
        guard let schema = checked.call.name.flatMap({ tools?.schema(of: $0) }),
            let violation = JSONSchema(schema).firstViolation(of: value)
        else { return }
        let message = "the arguments of \(checked.subject) break its schema: \(violation)"
        report.add(.toolArgsSchema, message, checked, evidence: evidence)
    }

    private static func unreadable(_ checked: CheckedCall, _ parser: JSONParser) -> (LintCode, String) {
        if holdsSeveral(checked.call.arguments, parser) {
            return (.toolArgsDouble, "the arguments of \(checked.subject) are several JSON documents in a row")
        }
        if !checked.isWhole {
            return (.toolArgsTruncated, "the arguments of \(checked.subject) were cut off")
        }
        return (.toolArgsInvalid, "the arguments of \(checked.subject) are not valid JSON")
    }

    /// Whether whole objects follow each other: the first of them parses.
    private static func holdsSeveral(_ text: String, _ parser: JSONParser) -> Bool {
        var bytes = Array(text.utf8)
        guard let end = endOfFirstObject(bytes) else { return false }
        let rest = bytes[end...].drop { $0.isJSONWhitespace }
        guard rest.first == UInt8(ascii: "{") else { return false }
        bytes.removeSubrange(end...)
        return bytes.withUnsafeBufferPointer { parser.view(of: $0) != nil }
    }

    private static func endOfFirstObject(_ bytes: [UInt8]) -> Int? {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for (place, byte) in bytes.enumerated() {
            if isInString {
                if byte == UInt8(ascii: "\""), !isEscaped { isInString = false }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { return depth == 0 ? place + 1 : nil }
            default: break
            }
        }
        return nil
    }
}
