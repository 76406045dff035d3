import StreamCore

@testable import Sessions

/// Calls made by hand: times in milliseconds, messages as letters.
enum HandMadeCalls {
    static func call(
        _ number: Int,
        at start: Int64,
        until end: Int64?,
        messages: String = "",
        results: [String] = [],
        extra: String = "",
        identity: Int? = nil,
        retry: Int? = nil,
        _ outcome: CallFacts.Outcome = .answered,
        _ result: String = "200"
    ) -> CallFacts {
        let texts = messages.enumerated().map { place, letter -> String in
            #"{"role":"\#(place % 2 == 0 ? "user" : "assistant")","content":"\#(letter)"}"#
        }
        let tools = results.map { #"{"role":"tool","tool_call_id":"\#($0)"}"# }
        let body = "{\"messages\":[\((texts + tools).joined(separator: ","))]\(extra)}"
        let parser = JSONParser()
        let outline = Array(body.utf8).withUnsafeBufferPointer { parser.view(of: $0).flatMap { PromptOutline($0) } }
        return CallFacts(
            number: number,
            startedAt: MonotonicInstant(nanoseconds: start * 1_000_000),
            endedAt: end.map { MonotonicInstant(nanoseconds: $0 * 1_000_000) },
            identity: identity ?? number,
            retryCount: retry,
            outcome: outcome,
            result: result,
            outline: outline
        )
    }
}
