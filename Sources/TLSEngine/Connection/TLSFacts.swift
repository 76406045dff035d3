internal import COpenSSL

/// What a handshake agreed on.
package struct TLSFacts: Hashable, Sendable {
    /// The version's name, as `TLSv1.3`.
    package var version: String
    /// The cipher suite's name, as `TLS_AES_256_GCM_SHA384`.
    package var cipher: String
    /// By ALPN: `h2`, `http/1.1`; nil when there was no agreement.
    package var applicationProtocol: String?
    /// Whether an earlier session was resumed, which saves the certificates.
    package var resumed: Bool
    /// The name that the client asked for (SNI).
    package var serverName: String?
    /// Whom the peer's certificate is for, as text; nil when it showed none.
    package var peerSubject: String?
}

extension TLSFacts {
    init(ssl: OpaquePointer) {
        version = String(cString: SSL_get_version(ssl))
        cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { String(cString: $0) } ?? ""
        resumed = SSL_session_reused(ssl) == 1
        serverName = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
        peerSubject = SSL_get0_peer_certificate(ssl).map { CertificateText.subject(of: $0) }
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &count)
        let bytes = UnsafeBufferPointer(start: name, count: Int(count))
        applicationProtocol = bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
