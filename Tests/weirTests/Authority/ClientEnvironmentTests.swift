import Testing

@testable import weir

@Suite struct ClientEnvironmentTests {
    private func value(_ name: String, in variables: [ClientEnvironment.Variable]) -> String? {
        variables.first { $0.name == name }?.value
    }

    @Test func `variables that replace roots get all of them, those that add get Weir's`() {
        let variables = ClientEnvironment.trust(bundle: "/b.pem", certificate: "/c.pem")
        let replacing = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "AWS_CA_BUNDLE"]
        for name in replacing { #expect(value(name, in: variables) == "/b.pem") }
        for name in ["NODE_EXTRA_CA_CERTS", "DENO_CERT"] { #expect(value(name, in: variables) == "/c.pem") }
    }

    @Test func `a rare variable is set where the user has set it`() {
        let variables = ClientEnvironment.trust(bundle: "/b.pem", certificate: "/c.pem", others: ["PIP_CERT"])
        #expect(value("PIP_CERT", in: variables) == "/b.pem")
        #expect(value("PIP_CERT", in: ClientEnvironment.trust(bundle: "/b.pem", certificate: "/c.pem")) == nil)
    }

    @Test func `what Node trusts already stays trusted`() {
        let variables = ClientEnvironment.trust(bundle: "/b.pem", certificate: "/c.pem", nodeNeedsBundle: true)
        #expect(value("NODE_EXTRA_CA_CERTS", in: variables) == "/b.pem")
    }

    @Test func `a proxy is named in both cases, and the user's exceptions stay`() {
        let variables = ClientEnvironment.proxy("http://127.0.0.1:9347", bypassed: "corp.test")
        for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"] {
            #expect(value(name, in: variables) == "http://127.0.0.1:9347")
        }
        for name in ["NO_PROXY", "no_proxy"] {
            #expect(value(name, in: variables) == "corp.test,localhost,127.0.0.1,::1")
        }
        #expect(value("NODE_USE_ENV_PROXY", in: variables) == "1")
    }

    @Test func `a shell reads back what was written`() {
        let text = ClientEnvironment.exports([
            .init(name: "A", value: "/x/y.pem"), .init(name: "B", value: "it's $HOME"),
        ])
        #expect(text == "export A=/x/y.pem\nexport B='it'\\''s $HOME'\n")
    }
}
