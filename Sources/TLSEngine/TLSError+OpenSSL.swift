internal import COpenSSL

extension TLSError {
    /// Reads what OpenSSL has queued after a failed call.
    static func fromQueue(duringHandshake: Bool) -> Self {
        let errors = OpenSSLErrors.drain()
        guard errors.library == ERR_LIB_SSL else {
            return .other(errors.text.isEmpty ? "unknown reason" : errors.text)
        }
        // A reason above 1000 is an alert that the peer sent.
        if errors.reason > SSL_AD_REASON_OFFSET, errors.reason < SSL_AD_REASON_OFFSET + 256 {
            return fromAlert(errors.reason - SSL_AD_REASON_OFFSET)
        }
        switch errors.reason {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
            return duringHandshake ? .notTLS : .other(errors.text)
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_VERSION_TOO_HIGH, SSL_R_WRONG_SSL_VERSION,
            SSL_R_NO_PROTOCOLS_AVAILABLE:
            return .protocolVersion
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SHARED_GROUPS, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS,
            SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_CIPHERS_AVAILABLE:
            return .noSharedCipher
        default: return .other(errors.text)
        }
    }

    private static func fromAlert(_ code: Int32) -> Self {
        if code == SSL_AD_PROTOCOL_VERSION { return .protocolVersion }
        // The function takes level and code in one number and looks at the low byte; OpenSSL 3.0 lacks one of TLS 1.3.
        let known = SSL_alert_desc_string_long(code).map { String(cString: $0) } ?? "unknown"
        let name = code == SSL_AD_CERTIFICATE_REQUIRED ? "certificate required" : known
        return .alert(code: UInt8(truncatingIfNeeded: code), name: name)
    }

    /// Reads why a certificate did not pass, while the verification is still at hand.
    static func fromVerification(_ store: OpaquePointer, expectedHost: String?) -> Self {
        let code = X509_STORE_CTX_get_error(store)
        guard let certificate = X509_STORE_CTX_get_current_cert(store) ?? X509_STORE_CTX_get0_cert(store) else {
            return .other(reason(code))
        }
        let subject = CertificateText.subject(of: certificate)
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return .certificateExpired(subject: subject, on: CertificateText.notAfter(of: certificate))
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return .certificateNotYetValid(subject: subject, from: CertificateText.notBefore(of: certificate))
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return .selfSignedCertificate(subject: subject)
        // The server sent its root along.
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            let leaf = X509_STORE_CTX_get0_cert(store).map { CertificateText.subject(of: $0) } ?? subject
            return .unknownAuthority(subject: leaf, issuer: subject)
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return .unknownAuthority(subject: subject, issuer: CertificateText.issuer(of: certificate))
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            return .wrongHost(expected: expectedHost ?? "", names: CertificateText.names(of: certificate))
        case X509_V_ERR_CERT_SIGNATURE_FAILURE: return .badSignature(subject: subject)
        case X509_V_ERR_CERT_REVOKED: return .certificateRevoked(subject: subject)
        default: return .certificateRejected(subject: subject, reason: reason(code))
        }
    }

    private static func reason(_ code: Int32) -> String {
        X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "error \(code)"
    }
}
