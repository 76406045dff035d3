internal import COpenSSL

/// What server connections share: the certificate, or the choice of one, and ticket keys.
package final class TLSServerContext: Sendable {
    package struct Options: Sendable {
        /// Shown when `selectIdentity` is nil or answers nil.
        package var identity: TLSIdentity?
        /// Chooses by the name that the client asked for, else the connection's own, on the connection's thread.
        ///
        /// nil stands for neither; a name has the form of a host name or address.
        package var selectIdentity: (@Sendable (String?) -> TLSIdentity?)?
        /// Accepted by ALPN, best first, when a connection names no others.
        package var applicationProtocols: [String] = []
        /// When not empty, clients must show a certificate of one of these.
        package var clientAuthorities: [PEMSource] = []
        /// Called with each line of the key log, from the connection's thread.
        package var keyLog: (@Sendable (String) -> Void)?
        package var minimumVersion = TLSVersion.tls12
        package var maximumVersion = TLSVersion.tls13

        package init(identity: TLSIdentity? = nil) {
            self.identity = identity
        }

        /// For a server that stands in for whatever host the client asks for.
        package init(authority: CertificateAuthority) {
            selectIdentity = { name in name.flatMap { authority.identity(for: $0) } }
        }
    }

    // SAFETY: an SSL_CTX is set up in `init`; afterwards it is shared between threads, as OpenSSL allows.
    nonisolated(unsafe) let pointer: OpaquePointer
    let options: Options

    package init(_ options: Options) throws(TLSConfigurationError) {
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_server_method()) else { throw .fromQueue("setting up TLS") }
        self.pointer = pointer
        self.options = options
        weir_ssl_ctx_set_defaults(pointer)
        guard weir_ssl_ctx_set_versions(pointer, options.minimumVersion.code, options.maximumVersion.code) == 1 else {
            throw .fromQueue("choosing TLS versions")
        }
        if let identity = options.identity, !identity.install(context: pointer) {
            throw .fromQueue("using the server certificate")
        }
        // Tickets carry the sessions: nothing is kept here.
        weir_ssl_ctx_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        // Gives each name sessions of its own.
        SSL_CTX_set_client_hello_cb(pointer, ConnectionCallbacks.clientHello, nil)
        SSL_CTX_set_alpn_select_cb(pointer, ConnectionCallbacks.selectProtocol, nil)
        if options.selectIdentity != nil { SSL_CTX_set_cert_cb(pointer, ConnectionCallbacks.selectIdentity, nil) }
        if options.keyLog != nil { SSL_CTX_set_keylog_callback(pointer, ConnectionCallbacks.keyLog) }
        guard !options.clientAuthorities.isEmpty else { return }
        try TrustStore.add(options.clientAuthorities, to: pointer)
        let mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
        SSL_CTX_set_verify(pointer, mode, ConnectionCallbacks.verify)
    }

    deinit {
        SSL_CTX_free(pointer)
    }
}
