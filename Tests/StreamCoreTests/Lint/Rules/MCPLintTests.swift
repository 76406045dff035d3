import StreamCore
import Testing

@Suite struct MCPLintTests {
    private static let request = #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"f"}}"#
    private static let progress = #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}"#
    private static let ask = #"{"jsonrpc":"2.0","id":"s","method":"roots/list"}"#

    private func result(_ id: String) -> String { #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"# }

    private func codes(
        _ events: [String],
        head: String = "",
        request: String? = Self.request,
        headers: [HeaderField] = [],
        ending: LintedEnd.Ending = .ended
    ) -> [String] {
        let linted = LintedStream(
            head + ChatStream.sse(events),
            path: "/mcp",
            request: request,
            headers: headers,
            ending: ending
        )
        return linted.codes.filter { $0.hasPrefix("MCP") }
    }

    @Test func `a stream answers its request and ends`() {
        #expect(codes([Self.progress, Self.ask, result("7")]) == [])
    }

    @Test func `a stream without the response is told unless it can be resumed or was cut by us`() {
        #expect(codes([Self.progress]) == ["MCP-NO-RESPONSE"])
        #expect(codes([Self.progress], head: "id: a\n") == [])
        #expect(codes([Self.progress], ending: .cut) == [])
    }

    @Test func `the response has the request's id`() {
        #expect(codes([result("8")]) == ["MCP-ID-MISMATCH"])
        #expect(codes([result("\"7\"")]) == ["MCP-ID-MISMATCH"])
        #expect(codes([#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#]) == [])
        #expect(codes([result("8")], request: nil) == [])
    }

    @Test func `every request of a batch is answered once`() {
        let batch = "[\(Self.request),{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\"},\(Self.progress)]"
        #expect(codes([result("8"), Self.progress, result("7")], request: batch) == [])
        #expect(codes(["[\(result("8")),\(result("7"))]"], request: batch) == [])
        #expect(codes([result("8"), result("8")], request: batch) == ["MCP-ID-MISMATCH"])
    }

    @Test func `nothing follows the response`() {
        #expect(codes([result("7"), Self.progress]) == ["MCP-AFTER-RESPONSE"])
        #expect(codes([result("7"), Self.progress], request: nil) == [])
        #expect(codes([result("7"), Self.progress], head: "event: endpoint\ndata: /m\n\n") == [])
    }

    @Test(arguments: [
        #""params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#,
        #""params":{"protocolVersion":"2026-07-28"}"#,
    ])
    func `in the stateless revision servers make no requests`(parameters: String) {
        let request = #"{"jsonrpc":"2.0","id":7,"method":"tools/call",\#(parameters)}"#
        #expect(codes([Self.ask, result("7")], request: request) == ["MCP-SERVER-REQUEST"])
        let earlier = request.replacing("2026-07-28", with: "2025-11-25")
        #expect(codes([Self.ask, result("7")], request: earlier) == [])
    }

    @Test(arguments: [("2026-07-28", ["MCP-SERVER-REQUEST"]), ("2025-11-25", []), ("later", [])])
    func `the header names the revision, too`(version: String, expected: [String]) {
        let headers = [HeaderField("MCP-Protocol-Version", version)]
        #expect(codes([Self.ask, result("7")], headers: headers) == expected)
        #expect(codes([Self.ask], request: nil, headers: headers, ending: .cut) == expected)
    }

    @Test func `an event ID names one place`() {
        let events = { (first: String, second: String) in
            "id: \(first)\ndata: \(Self.progress)\n\nid: \(second)\ndata: \(result("7"))\n\n"
        }
        #expect(codes([], head: events("a", "b")) == [])
        #expect(codes([], head: events("a", "a")) == ["MCP-DUP-EVENT-ID"])
        #expect(codes([result("7")], head: "id: a\ndata:\n\n: ping\n\n") == [])
    }
}
