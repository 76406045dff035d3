import ProxyEngine
import Testing

@Suite struct RouteTableTests {
    @Test(arguments: [
        ("/openai/v1/models", "https://api.openai.com/v1/models", "/v1/models"),
        (
            "/anthropic/v1/messages?beta=true", "https://api.anthropic.com/v1/messages?beta=true",
            "/v1/messages?beta=true"
        ),
        ("/groq/v1/chat", "https://api.groq.com/openai/v1/chat", "/v1/chat"),
        ("/openrouter/v1/chat", "https://openrouter.ai/api/v1/chat", "/v1/chat"),
        ("/ollama/api/chat", "http://127.0.0.1:11434/api/chat", "/api/chat"),
        ("/openai", "https://api.openai.com/", "/"),
        ("/openai?x=1", "https://api.openai.com/?x=1", "/?x=1"),
        ("/openai/", "https://api.openai.com/", "/"),
    ]) func `a built-in route takes its name off the path`(_ target: String, _ url: String, _ rest: String) throws {
        let destination = try RouteTable().destination(of: target)
        #expect(destination.origin.url(of: destination.target) == url)
        #expect(destination.target == rest)
        #expect(destination.route == target.split { $0 == "/" || $0 == "?" }.first.map(String.init))
    }

    @Test func `built-in routes have different names and an added one replaces its namesake`() throws {
        let names = RouteTable().named.map(\.name)
        #expect(Set(names).count == names.count)
        let mine = Origin(scheme: .http, host: "mine")
        let table = RouteTable(additional: [("openai", mine), ("local", mine)])
        #expect(try table.destination(of: "/openai/v1").origin == mine)
        #expect(try table.destination(of: "/local/v1").route == "local")
        #expect(table.named.filter { $0.name == "openai" }.count == 1)
        #expect(try table.destination(of: "/anthropic/v1").origin.host == "api.anthropic.com")
    }

    @Test func `the catch-all takes every path as it is`() throws {
        let table = RouteTable(catchAll: Origin(scheme: .http, host: "up", basePath: "/base"))
        for target in ["/openai/v1", "/", "/x?y=1", "//twice"] {
            let destination = try table.destination(of: target)
            #expect(destination.target == target)
            #expect(destination.route == nil)
            #expect(destination.origin.upstreamTarget(of: destination.target) == "/base" + target)
        }
    }

    @Test(arguments: [
        ("http://host/a/b?c=d", "http://host/a/b?c=d"), ("http://HOST:81", "http://host:81/"),
        ("https://host/", "https://host/"),
        ("http://host?q", "http://host/?q"), ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://host/a/", "http://host/a/"),
    ]) func `the absolute form names its own upstream`(_ target: String, _ url: String) throws {
        let catching = RouteTable(catchAll: Origin(scheme: .http, host: "other", basePath: "/base"))
        for table in [RouteTable(), catching] {
            let destination = try table.destination(of: target)
            #expect(destination.origin.url(of: destination.target) == url)
            #expect(destination.route == nil)
        }
    }

    @Test(arguments: [
        ("/nobody/v1", "nobody"), ("/", ""), ("//openai", ""), ("/OpenAI/v1", "OpenAI"), ("/openaix", "openaix"),
    ])
    func `an unknown route is named`(_ target: String, _ name: String) {
        #expect(throws: RouteTable.Refusal.unknownRoute(name)) { try RouteTable().destination(of: target) }
    }

    @Test(arguments: ["openai/v1", "host:443", "http://", "ftp://h/", "http://u:p@h/", ""])
    func `a target of no known form is refused`(_ target: String) {
        #expect(throws: RouteTable.Refusal.badTarget) { try RouteTable().destination(of: target) }
    }
}
