internal import COpenSSL

/// What client connections share: trust, own certificate, sessions to resume.
package final class TLSClientContext: Sendable {
    package struct Options: Sendable {
        /// Whether certificates are checked at all (`--insecure-upstream` turns it off).
        package var verifies = true
        /// Trusts what the system trusts.
        package var usesSystemTrust = true
        /// Trusted besides the system's (`--upstream-ca`).
        package var extraAuthorities: [PEMSource] = []
        /// What to show when the server asks for a client certificate.
        package var identity: TLSIdentity?
        /// Offered by ALPN, best first, when a connection names no others.
        package var applicationProtocols: [String] = []
        /// Called with each line of the key log, from the connection's thread.
        package var keyLog: (@Sendable (String) -> Void)?
        package var minimumVersion = TLSVersion.tls12
        package var maximumVersion = TLSVersion.tls13

        package init() {}
    }

    // SAFETY: an SSL_CTX is set up in `init`; afterwards it is shared between threads, as OpenSSL allows.
    nonisolated(unsafe) let pointer: OpaquePointer
    let options: Options
    let sessions = SessionCache()

    package init(_ options: Options = Options()) throws(TLSConfigurationError) {
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_client_method()) else { throw .fromQueue("setting up TLS") }
        self.pointer = pointer
        self.options = options
        weir_ssl_ctx_set_defaults(pointer)
        guard weir_ssl_ctx_set_versions(pointer, options.minimumVersion.code, options.maximumVersion.code) == 1 else {
            throw .fromQueue("choosing TLS versions")
        }
        try setUpTrust()
        if let identity = options.identity {
            guard identity.install(context: pointer) else { throw .fromQueue("using the client certificate") }
        } else {
            SSL_CTX_set_client_cert_cb(pointer, ConnectionCallbacks.clientCertificate)
        }
        weir_ssl_ctx_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL))
        SSL_CTX_sess_set_new_cb(pointer, ConnectionCallbacks.newSession)
        if options.keyLog != nil { SSL_CTX_set_keylog_callback(pointer, ConnectionCallbacks.keyLog) }
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    private func setUpTrust() throws(TLSConfigurationError) {
        guard options.verifies else {
            SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
            return
        }
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, ConnectionCallbacks.verify)
        if options.usesSystemTrust {
            // Reads SSL_CERT_FILE and SSL_CERT_DIR, else the places that this OpenSSL was built for.
            SSL_CTX_set_default_verify_paths(pointer)
        }
        try TrustStore.add(options.extraAuthorities, to: pointer)
        ERR_clear_error()
    }
}
