import StreamCore
import Testing

@testable import Sessions

struct RequestHeadAddressTests {
    private func head(_ url: String, target: String) -> RequestHead {
        RequestHead(
            method: "POST",
            url: url,
            target: target,
            version: "1.1",
            headers: [],
            firstByteAt: MonotonicInstant(nanoseconds: 0),
            connection: ConnectionID(rawValue: 1)
        )
    }

    @Test func `the host has neither port nor user`() {
        #expect(head("https://api.openai.com:8443/v1", target: "/").host == "api.openai.com")
        #expect(head("http://[::1]:8000/x", target: "/x").host == "[::1]")
        #expect(head("http://user:pass@h/x", target: "/x").host == "h")
        #expect(head("", target: "/x").host == nil)
    }

    @Test func `the path is the upstream's`() {
        #expect(head("https://h/v1/messages?beta=1", target: "/anthropic/v1/messages?beta=1").path == "/v1/messages")
        #expect(head("https://h", target: "/").path == "/")
        #expect(head("", target: "/v1/x?y=/z").path == "/v1/x")
    }

    @Test func `the route is what the upstream did not see`() {
        #expect(head("https://h/v1/messages", target: "/anthropic/v1/messages").route == "anthropic")
        #expect(head("https://h/api/v1/x?q", target: "/openrouter/v1/x?q").route == "openrouter")
        #expect(head("https://h/v1/x", target: "/v1/x").route == nil)
        #expect(head("https://h/base/v1/x", target: "/v1/x").route == nil)
        #expect(head("http://h/v1/x", target: "http://h/v1/x").route == nil)
    }
}
