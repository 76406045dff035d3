internal import COpenSSL

/// The certificates that a context trusts.
enum TrustStore {
    /// Adds authorities to what a context trusts already.
    static func add(_ authorities: [PEMSource], to context: OpaquePointer) throws(TLSConfigurationError) {
        let store = SSL_CTX_get_cert_store(context)
        for source in authorities {
            for certificate in try source.certificates() {
                guard X509_STORE_add_cert(store, certificate.pointer) == 1 else {
                    throw .badCertificate(file: source.name, reason: OpenSSLErrors.drain().text)
                }
            }
        }
        // An intermediate authority or a server's own certificate may be named, too.
        X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }
}
