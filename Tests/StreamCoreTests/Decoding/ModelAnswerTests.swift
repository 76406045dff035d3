import StreamCore
import Testing

@Suite struct ModelAnswerTests {
    private func answer(_ deltas: [Delta], keepsText: Bool = true) -> ModelAnswer {
        var answer = ModelAnswer(keepsText: keepsText)
        for delta in deltas { answer.apply(delta) }
        return answer
    }

    @Test func `pieces are folded into their choices`() {
        let folded = answer([
            Delta(.role, text: "assistant"), Delta(.text, text: "a"), Delta(.reasoning, text: "r"),
            Delta(.text, text: "b"),
            Delta(.refusal, choice: 2, text: "no"), Delta(.finish, choice: 2, text: "stop"),
            Delta(.text, choice: 1, text: "c"),
        ])
        #expect(folded.choices.map(\.index) == [0, 1, 2])
        #expect(folded.choices.map(\.text) == ["ab", "c", nil])
        #expect(folded.choices.map(\.refusal) == [nil, nil, "no"])
        #expect(folded.firstChoice?.reasoning == "r")
        #expect(folded.choices.map(\.finishReason) == [nil, nil, "stop"])
    }

    @Test func `commentary stands beside the text`() {
        let folded = answer([Delta(.text, text: "hm", name: "commentary"), Delta(.text, text: "a")])
        #expect(folded.firstChoice?.text == "a")
        #expect(folded.firstChoice?.commentary == "hm")
        #expect(!folded.isGuessed)
    }

    @Test func `the last usage and the first error stand`() {
        let folded = answer([
            Delta(.usage, usage: Usage(outputTokens: 1, source: .provider)), Delta(.error, text: "one", name: "t"),
            Delta(.usage, usage: Usage(outputTokens: 2, source: .provider)), Delta(.error, text: "two"),
        ])
        #expect(folded.usage.outputTokens == 2)
        #expect(folded.error?.message == "one")
        #expect(folded.error?.type == "t")
        #expect(folded.firstChoice == nil)
    }

    @Test func `without text names, reasons and counts are kept`() {
        let folded = answer(
            [
                Delta(.text, text: "a"), Delta(.toolStart, index: 0, id: "i", name: "f"),
                Delta(.toolArguments, index: 0, text: "{}"), Delta(.finish, text: "stop"),
            ],
            keepsText: false
        )
        #expect(folded.firstChoice?.text == nil)
        #expect(folded.firstChoice?.toolCalls.map(\.name) == ["f"])
        #expect(folded.firstChoice?.toolCalls.map(\.arguments) == [""])
        #expect(folded.firstChoice?.finishReason == "stop")
    }

    @Test func `a call is whole when its arguments parse or its choice ended`() {
        let parser = JSONParser()
        var call = ToolCall(choice: 0, index: 0)
        #expect(!call.isComplete(parser, choiceFinished: false))
        #expect(call.isComplete(parser, choiceFinished: true))
        #expect(call.argumentsJSON(parser) == [:])
        call.arguments = #"{"a":"#
        #expect(!call.isComplete(parser, choiceFinished: true))
        #expect(call.argumentsJSON(parser) == nil)
        call.arguments = #"{"a":1}"#
        #expect(call.isComplete(parser, choiceFinished: false))
        #expect(call.argumentsJSON(parser) == ["a": 1])
        call.isFreeform = true
        call.arguments = "SELECT 1"
        #expect(call.argumentsJSON(parser) == nil)
        #expect(!call.isComplete(parser, choiceFinished: false))
        #expect(call.isComplete(parser, choiceFinished: true))
    }
}
