/// Rules about `streamGenerateContent` streams.
struct GeminiGenerateLint: StreamLint {
    /// What the rules need of one candidate.
    private struct Candidate {
        var firstCall: LintPlace?
        var hasThought = false
        var hasSignature = false
        /// Where a call began whose arguments are still to come.
        var openCall: LintPlace?
    }

    private var candidates: [Int: Candidate] = [:]
    private var hasThoughtTokens = false

    private static let blocking: Set<String> = [
        "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION", "MODEL_ARMOR", "LANGUAGE",
    ]
    private static let malformed: Set<String> = ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"]

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let json = event.object else { return }
        let chunk = json["response"].flatMap { $0.isObject ? $0 : nil } ?? json
        if let tokens = chunk["usageMetadata"]?["thoughtsTokenCount"]?.int, tokens > 0 { hasThoughtTokens = true }
        if let reason = chunk["promptFeedback"]?["blockReason"]?.string {
            report.add(.gemBlocked, "the prompt was blocked: \(Excerpt.text(of: reason))", subject: "prompt")
        }
        chunk["candidates"]?.forEachElement { check($0, at: event.place, into: &report) }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard !end.isCut else { return }
        for (index, candidate) in candidates.sorted(by: { $0.key < $1.key }) {
            finish(candidate, index, into: &report)
        }
        guard end.isStream, !end.outcome.hasError else { return }
        for choice in end.answer.choices where choice.finishReason == nil {
            report.add(
                .gemNoFinish,
                "candidate \(choice.index) never gave a finishReason",
                subject: Self.name(choice.index)
            )
        }
    }

    private mutating func check(_ json: JSONView, at place: LintPlace, into report: inout LintReport) {
        let index = json["index"]?.int ?? 0
        var candidate = candidates[index] ?? Candidate()
        json["content"]?["parts"]?.forEachElement { check($0, &candidate, index, at: place, into: &report) }
        candidates[index] = candidate
        guard let reason = GeminiCandidate.finishReason(json) else { return }
        let subject = Self.name(index)
        if Self.blocking.contains(reason) {
            report.add(.gemBlocked, "candidate \(index) was stopped: \(reason)", subject: subject)
        } else if Self.malformed.contains(reason) {
            let why = json["finishMessage"].map { ": \(Excerpt.text(of: $0))" } ?? ""
            report.add(.gemMalformedCall, "candidate \(index) ended with \(reason)\(why)", subject: subject)
        } else if reason == "CONTINUATION" {
            report.add(.gemFinishContinuation, "candidate \(index) goes on in another request", subject: subject)
        }
    }

    private func check(
        _ part: JSONView,
        _ candidate: inout Candidate,
        _ index: Int,
        at place: LintPlace,
        into report: inout LintReport
    ) {
        if part["thought"]?.bool ?? false { candidate.hasThought = true }
        if part["thoughtSignature"]?.isNonEmptyString ?? false { candidate.hasSignature = true }
        guard let call = part["functionCall"], call.isObject else { return }
        let fields = GeminiCallFields(call)
        if candidate.firstCall == nil { candidate.firstCall = place }
        if fields.name != nil || candidate.openCall == nil {
            if let open = candidate.openCall { Self.addUnclosed(index, at: open, into: &report) }
            candidate.openCall = fields.isPartial ? place : nil
        }
        if !fields.willContinue { candidate.openCall = nil }
    }

    private func finish(_ candidate: Candidate, _ index: Int, into report: inout LintReport) {
        if let open = candidate.openCall { Self.addUnclosed(index, at: open, into: &report) }
        guard let call = candidate.firstCall, candidate.hasThought || hasThoughtTokens, !candidate.hasSignature else {
            return
        }
        let message = "candidate \(index) thought and calls a function, and no part has a thoughtSignature"
        report.add(.gemSignatureLost, message, subject: Self.name(index), at: call)
    }

    private static func addUnclosed(_ index: Int, at place: LintPlace, into report: inout LintReport) {
        let message = "a functionCall with willContinue was never closed: its arguments may not be whole"
        report.add(.gemPartialUnclosed, message, subject: name(index), at: place)
    }

    private static func name(_ index: Int) -> String { "candidate \(index)" }
}
