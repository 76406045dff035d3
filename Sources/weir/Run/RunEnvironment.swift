/// What a program's environment must say for its requests to come through the proxy.
enum RunEnvironment {
    /// Leads every request through the proxy, and makes the program trust Weir's authority.
    ///
    /// - Parameters:
    ///   - environment: the inherited one.
    ///   - proxy: the URL of the proxy.
    ///   - trust: what makes programs trust the authority; empty when there is none.
    /// - Returns: the environment of the program.
    static func proxied(
        _ environment: ChildEnvironment,
        proxy: String,
        trust: [ClientEnvironment.Variable]
    ) -> ChildEnvironment {
        var environment = environment
        for variable in ClientEnvironment.proxy(proxy) + trust { environment.set(variable.name, variable.value) }
        // What the user exempts from a proxy is a matter between Weir and its upstreams.
        for name in ["NO_PROXY", "no_proxy"] { environment.set(name, "") }
        return environment
    }

    /// Leads the SDKs that know these variables to the proxy, and nothing else.
    static func based(_ environment: ChildEnvironment, on baseURLs: [ClientEnvironment.Variable]) -> ChildEnvironment {
        var environment = environment
        for variable in baseURLs { environment.set(variable.name, variable.value) }
        let proxies = ["HTTP_PROXY", "ALL_PROXY"].flatMap { [$0, $0.lowercased()] }
        guard proxies.contains(where: { environment[$0]?.isEmpty == false }) else { return environment }
        // Another proxy would look for Weir on its own machine.
        for name in ["NO_PROXY", "no_proxy"] {
            let exempted = [environment[name]].compactMap { $0 }.filter { !$0.isEmpty } + ["localhost", "127.0.0.1"]
            environment.set(name, exempted.joined(separator: ","))
        }
        return environment
    }
}
