import ProxyEngine
import TLSEngine

/// The options by which Java programs come through the proxy: Java reads no proxy variables.
struct JavaOptions {
    static let variable = "JAVA_TOOL_OPTIONS"

    let folder: AuthorityFolder
    let proxy: HostAndPort

    /// Writes the trust store that the options name.
    ///
    /// - Parameter inherited: options that the user has set, which come first.
    /// - Returns: the variable.
    /// - Throws: status 65, 73 or 74: the bundle cannot be read, or the store not be written.
    func refresh(inherited: String?) throws -> ClientEnvironment.Variable {
        let path = folder.path + "/trust.jks"
        let store: JavaTrustStore
        do throws(TLSConfigurationError) {
            store = try JavaTrustStore(.file(folder.bundlePath))
        } catch {
            throw CommandFailure(ExitStatus.badData, error.description)
        }
        try WholeFile.update(path, with: store.bytes)
        let own = properties(trustStore: path).map { "-D\($0.name)=\($0.value)" }
        let words = [inherited].compactMap { $0 }.filter { !$0.isEmpty } + own.map(Self.quoted)
        return ClientEnvironment.Variable(name: Self.variable, value: words.joined(separator: " "))
    }

    private func properties(trustStore: String) -> [(name: String, value: String)] {
        let schemes = ["http", "https"].flatMap { scheme in
            [("\(scheme).proxyHost", proxy.host), ("\(scheme).proxyPort", "\(proxy.port ?? 0)")]
        }
        return schemes + [
            // Empty means that no host is left out; unset, the local ones are.
            ("http.nonProxyHosts", ""),
            ("javax.net.ssl.trustStore", trustStore),
            ("javax.net.ssl.trustStoreType", "JKS"),
            ("javax.net.ssl.trustStorePassword", JavaTrustStore.password),
        ]
    }

    /// The launcher splits at spaces, but for those in quotes.
    private static func quoted(_ word: String) -> String {
        guard word.contains(where: \.isWhitespace) || word.contains("'") else { return word }
        return word.contains("\"") ? "'\(word)'" : "\"\(word)\""
    }
}
