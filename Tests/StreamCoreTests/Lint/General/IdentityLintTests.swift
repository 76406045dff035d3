import StreamCore
import Testing

@Suite struct IdentityLintTests {
    private func codes(_ heads: String..., path: String = "/v1/chat/completions") -> [String] {
        let text = heads.map { head in
            "data: {\(head)\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n"
        }
        return LintedStream(text.joined(), path: path).findings.filter { $0.code.rawValue.hasPrefix("ID") }
            .map { "\($0.code) \($0.subject ?? "-") \($0.count)" }
    }

    @Test func `ID-CHANGED names the member and counts the chunks`() {
        #expect(codes(#""id":"a","#, #""id":"b","#, #""id":"b","#) == ["ID-CHANGED id 2"])
        #expect(codes(#""created":1,"#, #""created":2,"#) == ["ID-CHANGED created 1"])
        #expect(codes(#""model":"m","#, #""model":"n","#) == ["ID-CHANGED model 1"])
        #expect(codes(#""id":"a","model":"m","#, #""id":"a","model":"m","#) == [])
    }

    @Test func `a first chunk that names nothing is no change`() {
        #expect(codes(#""created":0,"model":"","#, #""created":7,"model":"m","#) == [])
        #expect(codes("", #""id":"a","#) == [])
    }

    @Test func `ID-EMPTY is an empty id beside content`() {
        #expect(codes(#""id":"","#) == ["ID-EMPTY - 1"])
        let usage = #"data: {"id":"","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1}}"#
        #expect(LintedStream("\(usage)\n\n", path: "/v1/chat/completions").finding(.idEmpty) == nil)
    }

    @Test func `Gemini's names are others`() {
        func event(_ id: String) -> String {
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"index\":0}],\"responseId\":\"\(id)\"}\n\n"
        }
        let path = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
        let stream = LintedStream(event("a") + event("b"), path: path)
        #expect(stream.finding(.idChanged)?.subject == "responseId")
    }
}
