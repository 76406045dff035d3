import ProxyEngine
import Testing

@testable import weir

@Suite struct RunEnvironmentTests {
    private func environment(_ entries: String...) -> ChildEnvironment {
        ChildEnvironment(entries: entries.map { Array($0.utf8CString) })
    }

    private func texts(_ environment: ChildEnvironment) -> [String] {
        environment.entries.map { String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) }
    }

    @Test func `a variable is set in its place, others stay as they are`() {
        let strange: [CChar] = [65, 61, -1, 0]
        var environment = ChildEnvironment(entries: [
            strange, Array("PATH=/bin".utf8CString), Array("PATHS=x".utf8CString),
        ])
        environment.set("PATH", "/usr/bin")
        environment.set("NEW", "a=b")
        #expect(environment.entries.first == strange)
        #expect(texts(environment).dropFirst() == ["PATH=/usr/bin", "PATHS=x", "NEW=a=b"])
        #expect(environment["NEW"] == "a=b")
        #expect(environment["PAT"] == nil)
    }

    @Test func `this process's variables are read`() {
        #expect(ChildEnvironment.inherited["PATH"]?.isEmpty == false)
    }

    @Test func `through the proxy, no host is left out`() {
        let proxied = RunEnvironment.proxied(
            environment("NO_PROXY=*", "https_proxy=http://old"),
            proxy: "http://127.0.0.1:1",
            trust: [.init(name: "SSL_CERT_FILE", value: "/b.pem")]
        )
        #expect(proxied["NO_PROXY"] == "")
        #expect(proxied["no_proxy"] == "")
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            #expect(proxied[name] == "http://127.0.0.1:1")
        }
        #expect(proxied["SSL_CERT_FILE"] == "/b.pem")
    }

    @Test func `by base URLs, proxies stay, and are not asked for Weir`() {
        let variables = [ClientEnvironment.Variable(name: "OPENAI_BASE_URL", value: "http://127.0.0.1:1/openai/v1")]
        let alone = RunEnvironment.based(environment("A=b"), on: variables)
        #expect(texts(alone) == ["A=b", "OPENAI_BASE_URL=http://127.0.0.1:1/openai/v1"])
        let behind = RunEnvironment.based(environment("http_proxy=http://corp", "no_proxy=corp"), on: variables)
        #expect(behind["no_proxy"] == "corp,localhost,127.0.0.1")
        #expect(behind["NO_PROXY"] == "localhost,127.0.0.1")
    }

    @Test(
        arguments: [
            ("127.0.0.1", nil, "http://127.0.0.1:9"), ("::1", nil, "http://[::1]:9"),
            ("0.0.0.0", nil, "http://127.0.0.1:9"),
            ("localhost", "me:a/ö:b", "http://me:a%2F%C3%B6%3Ab@localhost:9"),
        ] as [(String, String?, String)]
    )
    func `the proxy's URL is one for this machine`(host: String, credentials: String?, url: String) throws {
        var listen = try ProxySettings.address("127.0.0.1:0", option: "--listen")
        listen.host = host
        #expect(ProxyAddress(listen: listen, port: 9, credentials: credentials).url == url)
    }
}
