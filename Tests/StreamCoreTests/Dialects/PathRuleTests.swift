import StreamCore
import Testing

@Suite struct PathRuleTests {
    @Test func `a star stands for exactly one part of the path`() {
        let rule = PathRule("/responses/*", method: "GET")
        #expect(rule.matches("/v1/responses/resp_1", method: "GET", bodyKeys: nil))
        #expect(rule.matches("/responses/resp_1", method: "GET", bodyKeys: nil))
        #expect(!rule.matches("/v1/responses", method: "GET", bodyKeys: nil))
        #expect(!rule.matches("/v1/responses/resp_1/input_items", method: "GET", bodyKeys: nil))
        #expect(!rule.matches("/v1/myresponses/resp_1", method: "GET", bodyKeys: nil))
    }

    @Test func `a rule is for one method, POST unless it says otherwise`() {
        #expect(PathRule("/responses").matches("/responses", method: "POST", bodyKeys: nil))
        #expect(!PathRule("/responses").matches("/responses", method: "GET", bodyKeys: nil))
        #expect(!PathRule("/responses/*", method: "GET").matches("/responses/r", method: "POST", bodyKeys: nil))
    }

    @Test(arguments: [
        ("/v1/chat", "/v1/chat"), ("/v1/chat/", "/v1/chat"), ("/v1//?a=/b", "/v1"), ("/v1#x?y", "/v1"), ("/", "/"),
        ("//", "/"), ("", ""), ("?a", ""), ("/models/m%3Agenerate", "/models/m:generate"),
        ("/models/m%3agenerate?k=%3A", "/models/m:generate"), ("/a%20b", "/a%20b"), ("/a%3", "/a%3"),
    ])
    func `a path is without query, fragment, closing slashes and escaped colon`(target: String, path: String) {
        #expect(PathRule.normalised(target) == path)
    }

    @Test(arguments: [
        ("/responses/r?stream=true", "true"), ("/r?a=1&stream=false&b=2", "false"), ("/r?stream", ""),
        ("/r?stream=", ""), ("/r?xstream=true", nil), ("/r", nil), ("/r?", nil), ("/r?a=1#stream=true", nil),
    ])
    func `a parameter is found in the query of a target`(target: String, value: Substring?) {
        #expect(PathRule.query("stream", in: target) == value)
    }
}
