import Sessions
import StreamCore

extension AnalyzedExchange {
    /// What an answer that was not streamed says, as if it had come in one event.
    var documentDeltas: [Delta] {
        guard !isStream else { return [] }
        var deltas: [Delta] = []
        for choice in answer.choices {
            if let text = choice.reasoning { deltas.append(Delta(.reasoning, choice: choice.index, text: text)) }
            if let text = choice.text { deltas.append(Delta(.text, choice: choice.index, text: text)) }
            if let text = choice.refusal { deltas.append(Delta(.refusal, choice: choice.index, text: text)) }
            for call in choice.toolCalls {
                deltas.append(Delta(.toolStart, choice: choice.index, index: call.index, id: call.id, name: call.name))
                deltas.append(
                    Delta(.toolArguments, choice: choice.index, index: call.index, text: call.arguments)
                )
            }
        }
        if let error { deltas.append(Delta(.error, text: error.message, id: error.code, name: error.type)) }
        return deltas
    }
}
