/// What is wrong with the files or bytes that TLS was to be set up with.
package enum TLSConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(file: String, reason: String)
    case noCertificate(file: String)
    case badCertificate(file: String, reason: String)
    case noPrivateKey(file: String)
    case encryptedPrivateKey(file: String)
    case badPrivateKey(file: String, reason: String)
    case keyDoesNotMatch(certificate: String, key: String)
    case notAnAuthority(file: String)
    case openSSL(doing: String, reason: String)

    package var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read `\(file)`: \(reason)"
        case .noCertificate(let file): "`\(file)` holds no certificate: expected PEM with `BEGIN CERTIFICATE`"
        case .badCertificate(let file, let reason): "`\(file)` holds a broken certificate: \(reason)"
        case .noPrivateKey(let file): "`\(file)` holds no private key: expected PEM with `BEGIN PRIVATE KEY`"
        case .encryptedPrivateKey(let file):
            "the private key in `\(file)` is encrypted: decrypt it with `openssl pkey -in \(file) -out plain.pem`"
        case .badPrivateKey(let file, let reason): "`\(file)` holds a broken private key: \(reason)"
        case .keyDoesNotMatch(let certificate, let key):
            "the private key in `\(key)` does not belong to the certificate in `\(certificate)`"
        case .notAnAuthority(let file):
            "the certificate in `\(file)` is not an authority's: it may not sign others (no CA:TRUE, no keyCertSign)"
        case .openSSL(let doing, let reason): "\(doing): \(reason)"
        }
    }

    /// Wraps what OpenSSL has queued.
    static func fromQueue(_ doing: String) -> Self {
        .openSSL(doing: doing, reason: OpenSSLErrors.drain().text)
    }
}
