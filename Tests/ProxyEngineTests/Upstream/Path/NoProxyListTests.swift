import Testing

@testable import ProxyEngine

@Suite struct NoProxyListTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var list: String
        var host: String
        var port = 443
        var isExcepted: Bool

        var testDescription: String { "\(list) | \(host):\(port)" }
    }

    private static let cases: [Case] = [
        Case(list: "", host: "example.com", isExcepted: false),
        Case(list: "*", host: "example.com", isExcepted: true),
        Case(list: "other.com, *", host: "1.2.3.4", isExcepted: true),
        // A name is good for itself and all below it, with and without a dot before it.
        Case(list: "example.com", host: "example.com", isExcepted: true),
        Case(list: "example.com", host: "api.example.com", isExcepted: true),
        Case(list: "example.com", host: "notexample.com", isExcepted: false),
        Case(list: "example.com", host: "com", isExcepted: false),
        Case(list: ".example.com", host: "api.example.com", isExcepted: true),
        Case(list: ".example.com", host: "example.com", isExcepted: true),
        Case(list: "*.example.com", host: "a.b.example.com", isExcepted: true),
        Case(list: "*.example.com", host: "example.org", isExcepted: false),
        // Neither case nor a last dot tells hosts apart.
        Case(list: "Example.COM", host: "EXAMPLE.com.", isExcepted: true),
        Case(list: "example.com.", host: "example.com", isExcepted: true),
        // Several, with commas, blanks or both, and nothing between them.
        Case(list: " a.test,,b.test  c.test ,", host: "c.test", isExcepted: true),
        Case(list: "a.test,b.test", host: "a.test,b.test", isExcepted: false),
        // Ports.
        Case(list: "example.com:8443", host: "example.com", port: 8443, isExcepted: true),
        Case(list: "example.com:8443", host: "example.com", port: 443, isExcepted: false),
        Case(list: "10.0.0.1:80", host: "10.0.0.1", port: 80, isExcepted: true),
        Case(list: "10.0.0.1:80", host: "10.0.0.1", port: 81, isExcepted: false),
        Case(list: "[fd00::1]:80", host: "fd00::1", port: 80, isExcepted: true),
        Case(list: "[fd00::1]:80", host: "fd00::1", port: 81, isExcepted: false),
        Case(list: "example.com:99999", host: "example.com", isExcepted: false),
        // Addresses, in any spelling, and networks.
        Case(list: "10.0.0.1", host: "10.0.0.1", isExcepted: true),
        Case(list: "10.0.0.1", host: "110.0.0.1", isExcepted: false),
        Case(list: "0.0.1", host: "10.0.0.1", isExcepted: false),
        Case(list: "fd00::1", host: "fd00:0:0::1", isExcepted: true),
        Case(list: "[fd00::1]", host: "fd00::1", isExcepted: true),
        Case(list: "10.0.0.0/8", host: "10.9.8.7", isExcepted: true),
        Case(list: "10.0.0.0/8", host: "11.9.8.7", isExcepted: false),
        Case(list: "fd00::/8", host: "fd12::1", isExcepted: true),
        Case(list: "10.0.0.0/33,10.0.0.0/-1,10.0.0.0/x,name/8", host: "10.0.0.0", isExcepted: false),
        Case(list: "10.0.0.0/8", host: "10.example.com", isExcepted: false),
    ]

    @Test(arguments: cases) func `entries are read as curl and Go read them`(_ example: Case) {
        #expect(NoProxyList(example.list).contains(host: example.host, port: example.port) == example.isExcepted)
    }
}
