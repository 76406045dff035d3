import StreamCore
import Testing

@testable import Sessions

struct ExchangeLinksTests {
    private typealias Calls = HandMadeCalls

    /// `1 1.1`, `2 1.2<1`: number, conversation and turn, the exchange before.
    private func links(_ calls: [CallFacts], answers: [Int: AnswerFacts] = [:]) -> [String] {
        let links = ExchangeLinks(calls) { answers[$0] ?? AnswerFacts() }
        return calls.map { call in
            guard let turn = links.turn(of: call.number) else { return "\(call.number)" }
            let previous = turn.previous.map { "<\($0)" } ?? ""
            return "\(call.number) \(turn.conversation).\(turn.turn)\(previous)"
        }
    }

    @Test func `a request that begins with all messages of another goes on from it`() {
        let calls = [
            Calls.call(1, at: 0, until: 10, messages: "a"), Calls.call(2, at: 20, until: 30, messages: "abc"),
            Calls.call(3, at: 40, until: 50, messages: "abcde"),
        ]
        #expect(links(calls) == ["1 1.1", "2 1.2<1", "3 1.3<2"])
    }

    @Test func `times of the model, of tools and of people are apart`() throws {
        let calls = [
            Calls.call(1, at: 0, until: 10, messages: "a"),
            Calls.call(2, at: 40, until: 60, messages: "ab", results: ["c1"]),
            Calls.call(3, at: 1060, until: 1160, messages: "abc"),
        ]
        // The third begins with the messages of the first, not with those of the second.
        let links = ExchangeLinks(calls) { _ in AnswerFacts() }
        #expect(links.turn(of: 2)?.gap == .milliseconds(30) && links.turn(of: 2)?.bringsResults == true)
        let whole = try #require(links.conversation(of: 1))
        #expect(whole.exchanges == [1, 2, 3] && whole.turns == 2)
        #expect(whole.modelTime == .milliseconds(130))
        #expect(whole.toolTime == .milliseconds(30))
        #expect(whole.idleTime == .milliseconds(1050))
        #expect(links.turn(of: 1)?.next == [2, 3])
    }

    @Test func `equal beginnings are no conversation, and neither are equal requests`() {
        let calls = [
            Calls.call(1, at: 0, until: 10, messages: "ab"), Calls.call(2, at: 20, until: 30, messages: "ac"),
            Calls.call(3, at: 40, until: 50, messages: "ab"),
        ]
        #expect(links(calls) == ["1", "2", "3"])
    }

    @Test func `of several equal requests the answer tells which one was gone on from`() {
        let calls = [
            Calls.call(1, at: 0, until: 10, messages: "a"), Calls.call(2, at: 1, until: 11, messages: "a"),
            Calls.call(3, at: 2, until: 12, messages: "a"), Calls.call(4, at: 20, until: 30, messages: "axb"),
            Calls.call(5, at: 21, until: 31, messages: "a", results: ["c3"]),
            Calls.call(6, at: 22, until: 32, messages: "azb"),
        ]
        let answers = [
            1: AnswerFacts(text: PromptFingerprint.of(text: "x")),
            2: AnswerFacts(text: PromptFingerprint.of(text: "y")),
            3: AnswerFacts(callIDs: ["c3"]),
        ]
        // What fits no answer goes on from the latest.
        #expect(links(calls, answers: answers) == ["1 1.1", "2", "3 2.1", "4 1.2<1", "5 2.2<3", "6 2.2<3"])
    }

    @Test func `tool call ids link where the beginning was changed`() {
        let calls = [
            Calls.call(1, at: 0, until: 10, messages: "a"),
            Calls.call(2, at: 20, until: 30, messages: "zy", results: ["c1"]),
            Calls.call(3, at: 40, until: 50, messages: "w", results: ["call_0"]),
        ]
        let answers = [1: AnswerFacts(callIDs: ["c1", "call_0"]), 2: AnswerFacts(callIDs: ["call_0"])]
        #expect(links(calls, answers: answers) == ["1 1.1", "2 1.2<1", "3"])
    }

    @Test func `providers' own ids link`() {
        let calls = [
            Calls.call(1, at: 0, until: 10, messages: "a"),
            Calls.call(2, at: 20, until: 30, messages: "b", extra: #","previous_response_id":"r1""#),
            Calls.call(3, at: 40, until: 50, messages: "c", extra: #","conversation":"k""#),
            Calls.call(4, at: 60, until: 70, messages: "d", extra: #","conversation":"k""#),
        ]
        let answers = [1: AnswerFacts(responseID: "r1")]
        #expect(links(calls, answers: answers) == ["1 1.1", "2 1.2<1", "3 2.1", "4 2.2<3"])
    }

    @Test func `attempts of a call share its turn, and the answer that counts is the last one's`() {
        let calls = [
            Calls.call(1, at: 0, until: 10, messages: "a", identity: 9, .failed, "429"),
            Calls.call(2, at: 20, until: 30, messages: "a", identity: 9),
            Calls.call(3, at: 40, until: 50, messages: "abc", identity: 8, .failed, "500"),
            Calls.call(4, at: 60, until: 70, messages: "abc", identity: 8),
        ]
        #expect(links(calls) == ["1 1.1", "2 1.1", "3 1.2<2", "4 1.2<2"])
        let whole = ExchangeLinks(calls) { _ in AnswerFacts() }.conversation(of: 4)
        #expect(whole?.idleTime == .milliseconds(10))
    }

    @Test func `what had not ended is not gone on from`() {
        let calls = [
            Calls.call(1, at: 0, until: 100, messages: "a"), Calls.call(2, at: 20, until: 30, messages: "abc"),
            Calls.call(3, at: 200, until: nil, messages: "d"), Calls.call(4, at: 300, until: 400, messages: "def"),
        ]
        #expect(links(calls) == ["1", "2", "3", "4"])
    }

    @Test func `answers are decoded only where requests do not tell`() {
        var asked: [Int] = []
        let calls = (1...50).map { number in
            Calls.call(
                number,
                at: Int64(number) * 100,
                until: Int64(number) * 100 + 50,
                messages: String(repeating: "ab", count: number) + "c"
            )
        }
        _ = ExchangeLinks(calls) { number in
            asked.append(number)
            return AnswerFacts()
        }
        #expect(asked.isEmpty)
    }
}
