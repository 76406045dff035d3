/// Which upstream a request belongs to.
package struct RouteTable: Sendable {
    /// Takes every origin-form request, when set.
    package var catchAll: Origin?
    private(set) package var named: [(name: String, origin: Origin)]

    package init(catchAll: Origin? = nil, additional: [(name: String, origin: Origin)] = []) {
        self.catchAll = catchAll
        let replaced = Set(additional.map(\.name))
        named = additional + Self.builtIn.filter { !replaced.contains($0.name) }
    }

    /// A request's upstream and the target to ask of it.
    package struct Destination: Equatable, Sendable {
        package var origin: Origin
        /// Origin form, without the origin's base path.
        package var target: String
        package var route: String?
        /// The client's `Host` stays: it talks to the upstream itself, through a tunnel.
        var keepsHost = false
    }

    package enum Refusal: Error, Equatable {
        case unknownRoute(String)
        case badTarget
    }

    /// Finds the destination of a request target as it stands in the request line.
    package func destination(of target: String) throws(Refusal) -> Destination {
        if target.hasPrefix("/") || target == "*" {
            return try reverse(target)
        }
        return try forward(target)
    }

    private func reverse(_ target: String) throws(Refusal) -> Destination {
        if let catchAll {
            return Destination(origin: catchAll, target: target, route: nil)
        }
        let path = target.dropFirst()
        let nameEnd = path.firstIndex { $0 == "/" || $0 == "?" } ?? path.endIndex
        let name = String(path[..<nameEnd])
        guard let route = named.first(where: { $0.name == name }) else { throw .unknownRoute(name) }
        let rest = String(path[nameEnd...])
        return Destination(origin: route.origin, target: rest.hasPrefix("/") ? rest : "/" + rest, route: name)
    }

    /// Absolute form (RFC 9112 3.2.2): the client uses Weir as its proxy.
    private func forward(_ target: String) throws(Refusal) -> Destination {
        guard var origin = try? Origin(parsing: target) else { throw .badTarget }
        let path = origin.basePath
        origin.basePath = ""
        origin.baseQuery = nil
        let afterScheme = target.firstRange(of: "://").map { target[$0.upperBound...] } ?? ""
        let rest = afterScheme.firstIndex { $0 == "/" || $0 == "?" }.map { String(afterScheme[$0...]) } ?? path
        return Destination(origin: origin, target: rest.hasPrefix("/") ? rest : "/" + rest, route: nil)
    }

    /// The routes that need no configuration.
    package static let builtIn: [(name: String, origin: Origin)] = [
        ("openai", Origin(scheme: .https, host: "api.openai.com")),
        ("anthropic", Origin(scheme: .https, host: "api.anthropic.com")),
        ("gemini", Origin(scheme: .https, host: "generativelanguage.googleapis.com")),
        ("openrouter", Origin(scheme: .https, host: "openrouter.ai", basePath: "/api")),
        ("deepseek", Origin(scheme: .https, host: "api.deepseek.com")),
        ("mistral", Origin(scheme: .https, host: "api.mistral.ai")),
        ("groq", Origin(scheme: .https, host: "api.groq.com", basePath: "/openai")),
        ("together", Origin(scheme: .https, host: "api.together.xyz")),
        ("fireworks", Origin(scheme: .https, host: "api.fireworks.ai", basePath: "/inference")),
        ("xai", Origin(scheme: .https, host: "api.x.ai")),
        ("cohere", Origin(scheme: .https, host: "api.cohere.com")),
        ("perplexity", Origin(scheme: .https, host: "api.perplexity.ai")),
        ("cerebras", Origin(scheme: .https, host: "api.cerebras.ai")),
        ("ollama", Origin(scheme: .http, host: "127.0.0.1", port: 11434)),
        ("lmstudio", Origin(scheme: .http, host: "127.0.0.1", port: 1234)),
        ("vllm", Origin(scheme: .http, host: "127.0.0.1", port: 8000)),
    ]
}
