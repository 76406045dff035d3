import StreamCore
import Testing

struct RedactionTests {
    private let redactor = Redactor(key: 42)

    private func request(
        _ headers: [HeaderField] = [],
        url: String = "https://h/v1",
        target: String = "/v1"
    ) -> RequestHead {
        RequestHead(
            method: "POST",
            url: url,
            target: target,
            version: "1.1",
            headers: headers,
            firstByteAt: MonotonicInstant(nanoseconds: 0),
            connection: ConnectionID(rawValue: 1)
        )
    }

    @Test(arguments: [
        "Authorization", "proxy-authorization", "Cookie", "Set-Cookie", "api-key", "apikey", "X-Amz-Security-Token",
        "x-api-key", "X-Goog-Api-Key", "my-apikey", "x-client-secret", "x-auth-token", "x-access-token",
        "x-security-token", "aws-credential", "aws-credentials",
    ])
    func `secret headers are hashed`(name: String) {
        let redacted = redactor.request(request([HeaderField("a", "b"), HeaderField(name, "Bearer sk-1234")]))
        #expect(redacted.value.headers[1].value == redactor.stand(in: "Bearer sk-1234"))
        #expect(redacted.value.headers[1].name == name)
        #expect(redacted.entries == [RedactionEntry(pointer: "/req/h/1/1", method: .hash, length: 14)])
    }

    @Test(arguments: [
        "x-ratelimit-remaining-tokens", "x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-remaining",
        "x-time-to-first-token", "content-type", "x-request-id", "openai-organization", "x-token-count",
    ])
    func `limits, counts and times stay`(name: String) {
        let head = request([HeaderField(name, "150000")])
        #expect(redactor.request(head).value == head)
        #expect(redactor.request(head).entries.isEmpty)
    }

    @Test func `what stands in has eight hexadecimal digits, and equal secrets look equal`() {
        let one = redactor.stand(in: "sk-1")
        #expect(one.wholeMatch(of: /‹redacted:[0-9a-f]{8}›/) != nil)
        #expect(one == redactor.stand(in: "sk-1"))
        #expect(one != redactor.stand(in: "sk-2"))
        #expect(one != Redactor(key: 43).stand(in: "sk-1"))
    }

    @Test func `query parameters are found by name, whatever their case and coding`() {
        let url = "https://h/p?a=1&key=AIza&%6Bey=b;X-Amz-Signature=ff&monkey=c&token#key=d"
        let expected =
            "https://h/p?a=1&key=\(redactor.stand(in: "AIza"))&%6Bey=\(redactor.stand(in: "b"))"
            + ";X-Amz-Signature=\(redactor.stand(in: "ff"))&monkey=c&token#key=d"
        #expect(redactor.redact(url: url) == expected)
    }

    @Test func `url and target are redacted apart`() {
        let redacted = redactor.request(request(url: "https://h/p?sig=x", target: "/p?sig=x"))
        #expect(redacted.value.target == "/p?sig=\(redactor.stand(in: "x"))")
        #expect(redacted.entries.map(\.pointer) == ["/req/u", "/req/tg"])
        #expect(redacted.entries.map(\.length) == [17, 8])
    }

    @Test(arguments: [
        ("http://me:secret@h:1/p@q", "http://‹›@h:1/p@q", "me:secret"), ("https://only@h", "https://‹›@h", "only"),
    ])
    func `user and password are hashed`(url: String, pattern: String, secret: String) {
        let stand = redactor.stand(in: secret)
        #expect(redactor.redact(url: url) == pattern.replacing("‹›", with: stand))
    }

    @Test(arguments: ["/p", "/p?", "/p?&&", "https://h/a@b", "/r?u=http://a@b", "*", "", "/p?a", "/p?key="])
    func `urls without secrets pass unchanged`(url: String) {
        #expect(redactor.redact(url: url) == url)
    }

    @Test func `a key in a subprotocol is hashed and its name stays`() {
        let value = "realtime, openai-insecure-api-key.sk-9, openai-beta.realtime-v1"
        let redacted = redactor.request(request([HeaderField("Sec-WebSocket-Protocol", value)]))
        let stand = redactor.stand(in: "sk-9")
        #expect(
            redacted.value.headers[0].value == "realtime, openai-insecure-api-key.\(stand), openai-beta.realtime-v1"
        )
        #expect(redacted.entries.map(\.length) == [value.utf8.count])
    }

    @Test func `responses and trailers have pointers of their own`() {
        let head = ResponseHead(
            status: 302,
            version: "2",
            headers: [HeaderField("set-cookie", "a=b"), HeaderField("location", "/x?token=t")],
            firstByteAt: MonotonicInstant(nanoseconds: 0)
        )
        let redacted = redactor.response(head)
        #expect(redacted.entries.map(\.pointer) == ["/res/h/0/1", "/res/h/1/1"])
        #expect(redacted.value.headers[1].value == "/x?token=\(redactor.stand(in: "t"))")
        #expect(redactor.trailers([HeaderField("x-api-key", "k")]).entries.map(\.pointer) == ["/trl/h/0/1"])
    }

    @Test func `the switch lets everything pass`() {
        let head = request([HeaderField("authorization", "x")], url: "http://a:b@h/?key=1")
        let redacted = Redactor(key: 1, isEnabled: false).request(head)
        #expect(redacted.value == head)
        #expect(redacted.entries.isEmpty)
    }
}
