import StreamCore
import Testing

@testable import ProxyEngine

@Suite struct ReplayMatcherTests {
    private typealias Samples = RecordingSamples

    /// The numbers of the recordings that answer so many identical requests; 0 is a miss.
    private func answers(_ count: Int, order: ReplayMatcher.Order, isStrict: Bool = false) -> [Int] {
        let recordings = [
            Samples.recording(1), Samples.recording(2, request: "[]"), Samples.recording(3), Samples.recording(4),
        ]
        var matcher = ReplayMatcher(recordings: recordings, order: order, isStrict: isStrict)
        return (0..<count).map { _ in (try? matcher.match(Samples.request()).get().number) ?? 0 }
    }

    @Test func `each order hands out identical answers in its way`() {
        #expect(answers(5, order: .recorded) == [1, 3, 4, 4, 4])
        #expect(answers(5, order: .sticky) == [1, 1, 1, 1, 1])
        #expect(answers(7, order: .any) == [1, 3, 4, 1, 3, 4, 1])
    }

    @Test func `strict gives each answer once`() {
        #expect(answers(5, order: .recorded, isStrict: true) == [1, 3, 4, 0, 0])
        #expect(answers(5, order: .any, isStrict: true) == [1, 3, 4, 0, 0])
    }

    @Test func `a used-up answer is named`() {
        var matcher = ReplayMatcher(recordings: [Samples.recording(7)], order: .recorded, isStrict: true)
        #expect((try? matcher.match(Samples.request()).get().number) == 7)
        let miss = miss(Samples.request(), of: &matcher)
        #expect(miss?.nearest == 7)
        #expect(miss?.difference.hasPrefix("used up") == true)
    }

    private func miss(_ request: ReplayMatcher.Request, of matcher: inout ReplayMatcher) -> ReplayMatcher.Miss? {
        guard case .failure(let miss) = matcher.match(request) else { return nil }
        return miss
    }

    private func miss(_ request: ReplayMatcher.Request, recordings: [Recording]) -> ReplayMatcher.Miss? {
        var matcher = ReplayMatcher(recordings: recordings, order: .recorded, isStrict: false)
        return miss(request, of: &matcher)
    }

    @Test func `JSON bodies are equal whatever the order of members and the spelling of numbers`() {
        let recording = Samples.recording(1, request: #"{"model":"m","n":1,"a":{"x":[1,2],"y":null}}"#)
        #expect(
            miss(Samples.request(#" {"a":{"y":null,"x":[1.0,2]},"n":1e0,"model":"m"} "#), recordings: [recording])
                == nil
        )
        #expect(miss(Samples.request(#"{"a":{"y":null,"x":[2,1]},"n":1,"model":"m"}"#), recordings: [recording]) != nil)
    }

    @Test func `redacted values equal anything`() {
        let recording = Samples.recording(
            1,
            targets: ["/v1?key=‹redacted:1›&a=1"],
            request: #"{"key":"‹redacted:2›","n":1}"#
        )
        let asked = Samples.request(#"{"key":"secret","n":1}"#, target: "/v1?a=1&key=mine")
        #expect(miss(asked, recordings: [recording]) == nil)
        #expect(
            miss(Samples.request(#"{"key":"secret","n":1}"#, target: "/v1?a=2&key=mine"), recordings: [recording])
                != nil
        )
    }

    @Test func `a request may ask for either target`() {
        let recording = Samples.recording(1, targets: ["/openai/v1/x", "/v1/x"])
        #expect(miss(Samples.request(target: "/v1/x"), recordings: [recording]) == nil)
        #expect(miss(Samples.request(target: "/openai/v1/x"), recordings: [recording]) == nil)
    }

    @Test(arguments: [
        ("GET", "/v1/chat", "{}", "method: recorded POST"), ("POST", "/v1/other", "{}", "path: recorded /v1/chat"),
        ("POST", "/v1/chat?x=1", "{}", "query: recorded "), ("POST", "/v1/chat", #"{"a":1}"#, "body: /a"),
        ("POST", "/v1/chat", "[]", "body: /"), ("POST", "/v1/chat", "not json", "body: one is JSON, the other is not"),
    ]) func `a miss says where the request differs`(
        _ method: String,
        _ target: String,
        _ body: String,
        _ difference: String
    ) {
        let asked = Samples.request(body, method: method, target: target)
        #expect(
            miss(asked, recordings: [Samples.recording(5)]) == ReplayMatcher.Miss(nearest: 5, difference: difference)
        )
    }

    @Test func `bytes that are no JSON are compared as they are`() {
        let recording = Samples.recording(1, request: "plain")
        #expect(miss(Samples.request("plain"), recordings: [recording]) == nil)
        #expect(miss(Samples.request("plaim"), recordings: [recording])?.difference.hasPrefix("body: ") == true)
    }

    @Test func `the nearest is the one that differs last`() {
        let recordings = [
            Samples.recording(1, method: "GET"), Samples.recording(2, targets: ["/other"]),
            Samples.recording(3, request: #"{"model":"x","messages":[{"role":"user","content":"hi"}]}"#),
            Samples.recording(4, request: #"{"model":"y","messages":[]}"#),
            Samples.recording(5, targets: ["/v1/chat?q=1"]),
        ]
        let asked = Samples.request(#"{"model":"x","messages":[{"role":"user","content":"ho"}]}"#)
        #expect(
            miss(asked, recordings: recordings)
                == ReplayMatcher.Miss(nearest: 3, difference: "body: /messages/0/content")
        )
    }

    @Test func `without recordings nothing is near`() {
        #expect(
            miss(Samples.request(), recordings: [])
                == ReplayMatcher.Miss(nearest: nil, difference: "nothing is recorded")
        )
    }

    @Test func `a request without a body matches one without a body`() {
        #expect(
            miss(Samples.request("", method: "GET"), recordings: [Samples.recording(1, method: "GET", request: "")])
                == nil
        )
    }
}
