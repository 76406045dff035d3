internal import COpenSSL

/// A certificate with its chain and its private key.
package final class TLSIdentity: Sendable {
    let certificate: CertificateHandle
    /// The certificates between ours and the root.
    let chain: [CertificateHandle]
    let key: KeyHandle

    init(certificate: CertificateHandle, chain: [CertificateHandle], key: KeyHandle) {
        self.certificate = certificate
        self.chain = chain
        self.key = key
    }

    /// Reads PEM; the first certificate is ours, the others are its chain.
    ///
    /// Both sources may be the same file.
    package convenience init(certificates: PEMSource, privateKey: PEMSource) throws(TLSConfigurationError) {
        var chain = try certificates.certificates()
        let key = try privateKey.privateKey()
        let own = chain.removeFirst()
        guard X509_check_private_key(own.pointer, key.pointer) == 1 else {
            ERR_clear_error()
            throw .keyDoesNotMatch(certificate: certificates.name, key: privateKey.name)
        }
        self.init(certificate: own, chain: chain, key: key)
    }

    /// The certificate and its chain as PEM.
    package var certificatePEM: [UInt8] {
        let bio = MemoryBIO()
        for certificate in [certificate] + chain {
            PEM_write_bio_X509(bio.pointer, certificate.pointer)
        }
        return bio.bytes
    }

    /// The private key as PEM (PKCS #8, not encrypted): keep it out of logs and captures.
    package var privateKeyPEM: [UInt8] {
        let bio = MemoryBIO()
        PEM_write_bio_PKCS8PrivateKey(bio.pointer, key.pointer, nil, nil, 0, nil, nil)
        return bio.bytes
    }

    /// The names and addresses that the certificate is for.
    package var names: [String] { CertificateText.names(of: certificate.pointer) }

    /// Gives the certificate, chain and key to a context or a connection; false when OpenSSL refuses.
    func install(context: OpaquePointer) -> Bool {
        SSL_CTX_use_certificate(context, certificate.pointer) == 1
            && SSL_CTX_use_PrivateKey(context, key.pointer) == 1
            && withChain { weir_ssl_ctx_use_chain(context, $0) == 1 }
    }

    func install(connection: OpaquePointer) -> Bool {
        SSL_use_certificate(connection, certificate.pointer) == 1
            && SSL_use_PrivateKey(connection, key.pointer) == 1
            && withChain { weir_ssl_use_chain(connection, $0) == 1 }
    }

    private func withChain(_ body: (OpaquePointer?) -> Bool) -> Bool {
        guard !chain.isEmpty else { return true }
        let stack = weir_certificates_new()
        defer { weir_certificates_free(stack) }
        for certificate in chain {
            X509_up_ref(certificate.pointer)
            guard weir_certificates_push(stack, certificate.pointer) > 0 else { return false }
        }
        return body(stack)
    }
}
