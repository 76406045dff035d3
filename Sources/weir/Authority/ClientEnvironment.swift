/// The variables by which programs are led through Weir, and made to trust its authority.
enum ClientEnvironment {
    struct Variable: Equatable {
        var name: String
        var value: String
    }

    /// What makes programs trust the authority.
    ///
    /// - Parameters:
    ///   - bundle: the file with the system's roots and Weir's authority: for variables that replace the roots.
    ///   - certificate: Weir's authority alone: for variables that add to a program's own roots.
    ///   - nodeNeedsBundle: whether Node was given authorities, which the bundle holds, too.
    ///   - others: variables besides that must name the bundle.
    /// - Returns: variables in the order of their weight.
    static func trust(
        bundle: String,
        certificate: String,
        nodeNeedsBundle: Bool = false,
        others: [String] = []
    ) -> [Variable] {
        let always = [
            // OpenSSL, Python's ssl and httpx, Go, Ruby, Rust's native roots, uv; GnuTLS knows none.
            Variable(name: "SSL_CERT_FILE", value: bundle),
            Variable(name: "REQUESTS_CA_BUNDLE", value: bundle),
            Variable(name: "CURL_CA_BUNDLE", value: bundle),
            // Node, Bun, Electron: beside their own.
            Variable(name: "NODE_EXTRA_CA_CERTS", value: nodeNeedsBundle ? bundle : certificate),
            Variable(name: "DENO_CERT", value: certificate),
            Variable(name: "GIT_SSL_CAINFO", value: bundle),
            Variable(name: "AWS_CA_BUNDLE", value: bundle),
            Variable(name: "CARGO_HTTP_CAINFO", value: bundle),
            Variable(name: "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", value: bundle),
        ]
        return always + others.map { Variable(name: $0, value: bundle) }
    }

    /// What makes programs trust the authority of a folder, with the files that the variables name brought up to date.
    static func trust(_ folder: AuthorityFolder) throws -> [Variable] {
        let bundle = TrustBundle(folder)
        try bundle.refresh()
        return trust(
            bundle: folder.bundlePath,
            certificate: folder.certificatePath,
            nodeNeedsBundle: bundle.hasNodeAuthorities,
            others: bundle.rareVariablesInUse
        ) + [try WgetSettings(folder).refresh()]
    }

    /// What leads programs to a proxy.
    ///
    /// - Parameters:
    ///   - url: of the proxy.
    ///   - bypassed: what the user's own `NO_PROXY` says.
    /// - Returns: variables in both cases.
    static func proxy(_ url: String, bypassed: String? = nil) -> [Variable] {
        let hosts = ([bypassed].compactMap { $0 } + ["localhost", "127.0.0.1", "::1"]).joined(separator: ",")
        let variables = [
            Variable(name: "HTTPS_PROXY", value: url), Variable(name: "HTTP_PROXY", value: url),
            Variable(name: "ALL_PROXY", value: url), Variable(name: "NO_PROXY", value: hosts),
        ]
        // wget reads only those in lower case.
        let twins = variables.map { Variable(name: $0.name.lowercased(), value: $0.value) }
        return variables + twins + [Variable(name: "NODE_USE_ENV_PROXY", value: "1")]
    }

    /// Lines for a POSIX shell or fish.
    static func exports(_ variables: [Variable]) -> String {
        variables.map { "export \($0.name)=\(ShellWord.quoted($0.value))\n" }.joined()
    }
}
