/// Rules about errors that a stream reports after its head promised success.
struct ErrorLint: StreamLint {
    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        for delta in event.deltas where delta.kind == .error {
            report.add(event.ordinal == 1 ? .errFirst : .errMidstream, Self.message(of: delta))
        }
    }

    mutating func check(ignored block: LintedBlock, into report: inout LintReport) {
        for delta in block.deltas where delta.kind == .error {
            report.add(block.block.errorField != nil ? .sseErrorField : .errMidstream, Self.message(of: delta))
        }
    }

    private static func message(of delta: Delta) -> String {
        let texts = [delta.text, delta.name].compactMap(\.self).filter { !$0.isEmpty }
        return "the stream reports an error: \(texts.first ?? "it does not say which")"
    }
}
