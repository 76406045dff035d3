import ProxyEngine
import Testing

@testable import weir

@Suite struct BaseURLsTests {
    private func baseURLs(
        upstream: String? = nil,
        route: [String] = [],
        inherited: [String: String] = [:]
    ) -> BaseURLs {
        BaseURLs(upstream: upstream, route: route) { inherited[$0] }
    }

    private func values(_ baseURLs: BaseURLs) -> [String: String] {
        let pairs = baseURLs.variables(proxy: "http://w").map { ($0.name, $0.value) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test func `each SDK gets the route of its provider, with what its base URL ends in`() {
        let values = values(baseURLs())
        #expect(values["OPENAI_BASE_URL"] == "http://w/openai/v1")
        #expect(values["ANTHROPIC_BASE_URL"] == "http://w/anthropic")
        #expect(values["GOOGLE_GEMINI_BASE_URL"] == "http://w/gemini")
        #expect(values["OLLAMA_HOST"] == "http://w/ollama")
        #expect(values["AZURE_OPENAI_ENDPOINT"] == nil)
    }

    @Test func `every route that is named is there`() {
        let baseURLs = baseURLs()
        let added = baseURLs.routes.map { String($0.prefix { $0 != "=" }) }
        let known = Set(RouteTable.builtIn.map(\.name) + added)
        for (variable, value) in values(baseURLs) {
            let route = value.dropFirst("http://w/".count).prefix { $0 != "/" }
            #expect(known.contains(String(route)), "\(variable) leads to \(value)")
        }
    }

    @Test func `a base URL of the user becomes the route's upstream`() {
        let baseURLs = baseURLs(inherited: [
            "OPENAI_BASE_URL": "https://gw.test:8443/openai/v1/", "AZURE_OPENAI_ENDPOINT": "https://a.azure.test",
        ])
        #expect(baseURLs.routes.contains("openai=https://gw.test:8443/openai/v1"))
        #expect(baseURLs.routes.contains("azure=https://a.azure.test"))
        #expect(values(baseURLs)["OPENAI_BASE_URL"] == "http://w/openai")
        #expect(values(baseURLs)["AZURE_OPENAI_ENDPOINT"] == "http://w/azure")
    }

    @Test func `two variables of one provider may differ`() {
        let baseURLs = baseURLs(inherited: ["OPENAI_BASE_URL": "https://a.test", "OPENAI_API_BASE": "https://b.test"])
        #expect(baseURLs.routes.contains("openai=https://a.test"))
        #expect(baseURLs.routes.contains("openai_api_base=https://b.test"))
        #expect(values(baseURLs)["OPENAI_API_BASE"] == "http://w/openai_api_base")
        let equal = self.baseURLs(inherited: [
            "OPENAI_BASE_URL": "https://a.test", "OPENAI_API_BASE": "https://a.test/",
        ])
        #expect(equal.routes.filter { $0.hasSuffix("=https://a.test") } == ["openai=https://a.test"])
    }

    @Test func `options go before variables`() {
        let inherited = ["OPENAI_BASE_URL": "https://a.test/v9"]
        let routed = baseURLs(route: ["openai=http://b.test"], inherited: inherited)
        #expect(values(routed)["OPENAI_BASE_URL"] == "http://w/openai/v1")
        #expect(!routed.routes.contains { $0.hasPrefix("openai=") })
        let upstream = baseURLs(upstream: "http://b.test", inherited: inherited)
        #expect(values(upstream)["OPENAI_BASE_URL"] == "http://w/v1")
        #expect(values(upstream)["ANTHROPIC_BASE_URL"] == "http://w")
        #expect(upstream.routes.isEmpty)
    }

    @Test(arguments: ["", "no url", "ftp://a.test", "https://user:pass@a.test", "https://a.test?api-version=1"])
    func `what cannot be a route is as if it were not set`(value: String) {
        let values = values(baseURLs(inherited: ["OPENAI_BASE_URL": value, "AZURE_OPENAI_ENDPOINT": value]))
        #expect(values["OPENAI_BASE_URL"] == "http://w/openai/v1")
        #expect(values["AZURE_OPENAI_ENDPOINT"] == nil)
    }

    @Test(arguments: [
        ("gpu.test", "http://gpu.test:11434"), ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://gpu.test", "https://gpu.test"),
    ])
    func `Ollama's host may have no scheme`(value: String, upstream: String) {
        #expect(baseURLs(inherited: ["OLLAMA_HOST": value]).routes.contains("ollama=\(upstream)"))
    }
}
