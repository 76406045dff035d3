import ProxyEngine

/// The variables by which SDKs learn their base URLs, led to routes of the proxy: no authority has to be trusted.
///
/// A base URL that the user has set stays where requests end up: it becomes the route's upstream.
struct BaseURLs {
    private struct Known {
        var variable: String
        var route: String
        /// What the SDK's own base URL has after the route's; nil for variables that are led only where they are set.
        var path: String?
        /// Where the route leads, when it is not built in.
        var origin: String?
    }

    private static let known = [
        Known(variable: "OPENAI_BASE_URL", route: "openai", path: "/v1"),
        Known(variable: "OPENAI_API_BASE", route: "openai", path: "/v1"),
        Known(variable: "ANTHROPIC_BASE_URL", route: "anthropic", path: ""),
        Known(variable: "GOOGLE_GEMINI_BASE_URL", route: "gemini", path: ""),
        // Its paths begin with /openai, which the built-in route has already.
        Known(variable: "GROQ_BASE_URL", route: "groq-api", path: "", origin: "https://api.groq.com"),
        Known(variable: "TOGETHER_BASE_URL", route: "together", path: "/v1"),
        Known(variable: "CEREBRAS_BASE_URL", route: "cerebras", path: ""),
        Known(variable: "PERPLEXITY_BASE_URL", route: "perplexity", path: ""),
        Known(variable: "CO_API_URL", route: "cohere", path: ""),
        Known(variable: "OLLAMA_HOST", route: "ollama", path: ""),
        Known(variable: "AZURE_OPENAI_ENDPOINT", route: "azure"),
        Known(variable: "DEEPSEEK_BASE_URL", route: "deepseek"),
        Known(variable: "FIREWORKS_BASE_URL", route: "fireworks"),
        Known(variable: "GOOGLE_VERTEX_BASE_URL", route: "vertex"),
        Known(variable: "MISTRAL_BASE_URL", route: "mistral"),
        Known(variable: "OPENROUTER_BASE_URL", route: "openrouter"),
        Known(variable: "XAI_BASE_URL", route: "xai"),
    ]

    /// Routes that the proxy needs besides, as `--route` takes them.
    private(set) var routes: [String] = []
    /// What each variable has after the proxy's URL.
    private var paths: [(variable: String, path: String)] = []
    private var leads: [String: String] = [:]

    /// - Parameters:
    ///   - upstream: `--upstream`: where all requests go.
    ///   - route: each `--route`; it goes before what variables say.
    ///   - inherited: the user's value of a variable.
    init(upstream: String?, route: [String], inherited: (String) -> String?) {
        let chosen = Set(route.map { String($0.prefix { $0 != "=" }) })
        for known in Self.known {
            let url = inherited(known.variable).flatMap { Self.url($0, of: known) }
            guard let standard = known.path ?? url.map({ _ in "" }) else { continue }
            if upstream != nil {
                paths.append((known.variable, standard))
            } else if let url, !chosen.contains(known.route) {
                paths.append((known.variable, "/" + lead(known, to: url)))
            } else {
                if let origin = known.origin, !chosen.contains(known.route) { _ = lead(known, to: origin) }
                paths.append((known.variable, "/\(known.route)\(standard)"))
            }
        }
    }

    /// The route by which a URL is reached.
    private mutating func lead(_ known: Known, to url: String) -> String {
        // Two variables may have two minds about one provider.
        let isTaken = leads[known.route].map { $0 != url } ?? false
        let name = isTaken ? known.variable.lowercased() : known.route
        if leads[name] == nil { routes.append("\(name)=\(url)") }
        leads[name] = url
        return name
    }

    /// - Parameter proxy: the URL of the proxy.
    /// - Returns: the variables, those that all know first.
    func variables(proxy: String) -> [ClientEnvironment.Variable] {
        paths.map { ClientEnvironment.Variable(name: $0.variable, value: proxy + $0.path) }
    }

    /// - Returns: nil for what is no URL, and is left as it is.
    private static func url(_ value: String, of known: Known) -> String? {
        // Ollama's has no scheme.
        let text = known.route == "ollama" && !value.contains("://") ? "http://" + value : value
        guard let origin = try? Origin(parsing: text), origin.baseQuery == nil else { return nil }
        let port = known.route == "ollama" && text != value && !value.contains(":") ? 11434 : origin.port
        let address = Origin(scheme: origin.scheme, host: origin.host, port: port)
        return "\(address.scheme.rawValue)://\(address.authority)\(origin.basePath)"
    }
}
