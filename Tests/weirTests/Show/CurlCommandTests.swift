import StreamCore
import Testing

@testable import weir

struct CurlCommandTests {
    private func command(
        url: String = "https://api.openai.com/v1/chat/completions",
        headers: JSONValue,
        body: String = "{}"
    ) throws -> String {
        let made = HandMadeCapture()
        made.addExchange("a", url: url, headers: headers, body: body)
        return CurlCommand(try made.analyzed()[0])?.text() ?? ""
    }

    @Test func `secrets become variables and a note`() throws {
        let text = try command(headers: [
            ["Host", "h"], ["Authorization", "‹redacted:00aa11bb›"], ["content-type", "application/json"],
        ])
        #expect(
            text == """
                curl -N https://api.openai.com/v1/chat/completions \\
                  -H "Authorization: Bearer $OPENAI_API_KEY" \\
                  -H 'content-type: application/json' \\
                  --data-raw '{}'
                # Set OPENAI_API_KEY first: the recorded value was redacted.

                """
        )
    }

    @Test func `a key of another header has no scheme before it`() throws {
        let text = try command(
            url: "https://api.anthropic.com/v1/messages",
            headers: [["x-api-key", "‹redacted:00aa11bb›"]]
        )
        #expect(text.contains("-H \"x-api-key: $ANTHROPIC_API_KEY\""))
    }

    @Test func `a key in the query is a variable, too`() throws {
        let text = try command(url: "https://g.googleapis.com/v1?key=‹redacted:00aa11bb›&alt=sse", headers: [])
        #expect(text.hasPrefix("curl -N \"https://g.googleapis.com/v1?key=${GEMINI_API_KEY}&alt=sse\""))
    }

    @Test func `nothing in a body or header can leave its quotes`() throws {
        let text = try command(headers: [["x", "$(id)'`"]], body: "it's $HOME")
        #expect(text.contains(#"-H 'x: $(id)'\''`'"#))
        #expect(text.contains(#"--data-raw 'it'\''s $HOME'"#))
    }

    @Test func `connection headers are curl's own business`() throws {
        let text = try command(headers: [
            ["content-length", "2"], ["Connection", "close"], ["accept-encoding", "br"],
        ])
        #expect(!text.contains("-H"))
    }
}
