import StreamCore

/// What a single event shows to be wrong.
enum EventFindings {
    static func of(
        _ block: FramedBlock,
        deltas: [Delta],
        index: Int,
        ordinal: Int?,
        jsonFailure: String?,
        tellsTail: Bool
    ) -> [Finding] {
        var findings: [Finding] = []
        func add(_ code: String, _ severity: Finding.Severity, _ message: String) {
            findings.append(Finding(code, severity, event: ordinal, block: index, message))
        }
        if block.isTail, tellsTail, !block.data.isEmpty {
            if block.data.elementsEqual("[DONE]".utf8) {
                add("SSE-UNTERMINATED-DONE", .warning, "no blank line follows [DONE]: most clients never see it")
            } else {
                add("SSE-TAIL", .error, "the body ended inside an event: clients drop it")
            }
        }
        if let jsonFailure { add("JSON-INVALID", .error, "the event's data is not valid JSON: \(jsonFailure)") }
        for delta in deltas where delta.kind == .error {
            let texts = [delta.text, delta.name].compactMap(\.self).filter { !$0.isEmpty }
            let message = "the stream reports an error: \(texts.first ?? "it does not say which")"
            add(code(of: block, ordinal), .error, message)
        }
        return findings
    }

    private static func code(of block: FramedBlock, _ ordinal: Int?) -> String {
        if block.errorField != nil { return "SSE-ERROR-FIELD" }
        return ordinal == 1 ? "ERR-FIRST" : "ERR-MIDSTREAM"
    }
}
