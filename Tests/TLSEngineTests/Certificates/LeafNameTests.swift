import TLSEngine
import Testing

@Suite struct LeafNameTests {
    @Test(arguments: [
        ("api.test", "api.test"), ("API.Test.", "api.test"), ("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"), ("fe80::A", "fe80::a"), ("xn--bcher-kva.test", "xn--bcher-kva.test"),
        ("_x.a-b.test", "_x.a-b.test"),
        (String(repeating: "a", count: 63) + ".test", String(repeating: "a", count: 63) + ".test"),
    ])
    func `host names and addresses come in one spelling`(raw: String, text: String) {
        #expect(LeafName(raw)?.text == text)
    }

    @Test(arguments: [
        "", ".", "..", "a..b", ".a", "a b", "a\u{0}b", "127.0.0.1\u{0}.test", "*.test", "a\nb", "b\u{FC}cher.test",
        "\u{212A}.test", "[api.test", "::1::", "fe80::1%eth0", "a/b", "a:443", "a,b", "DNS:a", "[]",
        String(repeating: "a", count: 64) + ".test", String(repeating: "a.", count: 127) + "a",
        String(repeating: "x", count: 100_000),
    ])
    func `what no host is called is refused`(raw: String) {
        #expect(LeafName(raw) == nil)
    }
}
