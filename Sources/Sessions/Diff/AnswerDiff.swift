import StreamCore

/// How two answers compare.
package struct AnswerDiff: Equatable, Sendable {
    /// The calls at one position.
    package struct Call: Equatable, Sendable {
        package var index: Int
        package var a: String?
        package var b: String?
        /// Where name or arguments part; nil when the calls are equal.
        package var divergence: Divergence?
    }

    package var text: Divergence?
    package var reasoning: Divergence?
    /// Characters of each side's text.
    package var lengths: (a: Int, b: Int)
    package var finishReasons: (a: String?, b: String?)
    package var calls: [Call]

    init(_ a: AnalyzedExchange, _ b: AnalyzedExchange) {
        let (left, right) = (a.answer.firstChoice, b.answer.firstChoice)
        text = Divergence(text: left?.text ?? "", right?.text ?? "", path: "text")
        reasoning = Divergence(text: left?.reasoning ?? "", right?.reasoning ?? "", path: "reasoning")
        lengths = (left?.text?.count ?? 0, right?.text?.count ?? 0)
        finishReasons = (left?.finishReason, right?.finishReason)
        let count = max(a.toolCalls.count, b.toolCalls.count)
        calls = (0..<count).map { Self.call($0, Self.element($0, a.toolCalls), Self.element($0, b.toolCalls)) }
    }

    private static func element(_ index: Int, _ calls: [AnalyzedToolCall]) -> AnalyzedToolCall? {
        calls.indices.contains(index) ? calls[index] : nil
    }

    private static func call(_ index: Int, _ a: AnalyzedToolCall?, _ b: AnalyzedToolCall?) -> Call {
        var call = Call(index: index, a: a?.call.name, b: b?.call.name)
        let path = "tool_calls[\(index)]"
        switch (a.map(value), b.map(value)) {
        case (let a?, let b?): call.divergence = Divergence(a, b, path: path)
        case (let a?, nil): call.divergence = Divergence(only: a, in: .onlyInA, path: path)
        case (nil, let b?): call.divergence = Divergence(only: b, in: .onlyInB, path: path)
        case (nil, nil): break
        }
        return call
    }

    private static func value(of call: AnalyzedToolCall) -> JSONValue {
        ["name": JSONValue(call.call.name), "arguments": call.arguments ?? .string(call.call.arguments)]
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.text == right.text && left.reasoning == right.reasoning && left.lengths == right.lengths
            && left.finishReasons == right.finishReasons && left.calls == right.calls
    }
}
