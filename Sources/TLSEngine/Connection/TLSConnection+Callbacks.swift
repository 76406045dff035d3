internal import COpenSSL

/// What OpenSSL asks or tells in the course of a connection; see ``ConnectionCallbacks``.
extension TLSConnection {
    func verificationFailed(_ store: OpaquePointer) {
        guard cause == nil else { return }
        cause = .fromVerification(store, expectedHost: host?.text)
        refusedCertificate = X509_STORE_CTX_get0_cert(store).map { CertificateFacts($0) }
    }

    func askedForCertificate() {
        wasAskedForCertificate = true
    }

    func keep(_ session: OpaquePointer) -> Bool {
        guard case .client(let context, let key?) = role else { return false }
        context.sessions.add(SessionHandle(owning: session), for: key)
        return true
    }

    func logKey(_ line: String) {
        switch role {
        case .client(let context, _): context.options.keyLog?(line)
        case .server(let context): context.options.keyLog?(line)
        }
    }

    /// Ties resumption to the name asked for, and refuses (false) what no certificate can be made for.
    func clientHelloArrived() -> Bool {
        guard case .server(let context) = role else { return true }
        let name = askedName()
        if let name, context.options.selectIdentity != nil, LeafName(name) == nil {
            cause = .unusableServerName(CertificateText.printable(name))
            return false
        }
        // RFC 6066 section 3: a session of another name is not resumed. The context may have 32 bytes.
        let spelling = name.flatMap { LeafName($0)?.text } ?? name ?? ""
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let bytes = Array(spelling.utf8)
        SHA256(bytes, bytes.count, &digest)
        return SSL_set_session_id_context(ssl, digest, UInt32(digest.count)) == 1
    }

    /// The name in the ClientHello that OpenSSL reads now, else the connection's own.
    private func askedName() -> String? {
        var start: UnsafePointer<UInt8>?
        var count = 0
        guard SSL_client_hello_get0_ext(ssl, UInt32(TLSEXT_TYPE_server_name), &start, &count) == 1 else {
            return fallbackName
        }
        let content = FieldReader(Array(UnsafeBufferPointer(start: start, count: count))[...])
        // OpenSSL refuses a malformed extension itself.
        return ClientHello.serverName(inExtension: content).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Chooses the certificate by the name asked for; false refuses the client.
    func selectIdentity() -> Bool {
        guard case .server(let context) = role else { return true }
        let asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
        let name = asked ?? fallbackName
        guard let identity = context.options.selectIdentity?(name) else {
            if context.options.identity == nil { cause = .unusableServerName(name.map(CertificateText.printable)) }
            return context.options.identity != nil
        }
        return identity.install(connection: ssl)
    }
}
