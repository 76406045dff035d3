internal import COpenSSL

/// What a certificate says, for people and for findings.
package struct CertificateFacts: Hashable, Sendable {
    package var subject: String
    package var issuer: String
    /// DNS names and IP addresses.
    package var names: [String]
    /// The first and last second of validity, in seconds since the Unix epoch; nil when it is no date.
    package var notBefore: Int64?
    package var notAfter: Int64?
    /// SHA-256 of the whole, as `AB:CD:…`.
    package var fingerprint: String
}

extension CertificateFacts {
    init(_ certificate: OpaquePointer) {
        subject = CertificateText.subject(of: certificate)
        issuer = CertificateText.issuer(of: certificate)
        names = CertificateText.names(of: certificate)
        notBefore = Self.seconds(X509_get0_notBefore(certificate))
        notAfter = Self.seconds(X509_get0_notAfter(certificate))
        fingerprint = Self.digest(of: certificate)
            .map { String($0 >> 4, radix: 16, uppercase: true) + String($0 & 15, radix: 16, uppercase: true) }
            .joined(separator: ":")
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        guard let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// SHA-256 of a certificate's DER form.
    static func digest(of certificate: OpaquePointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var length: UInt32 = 0
            guard X509_digest(certificate, EVP_sha256(), buffer.baseAddress, &length) == 1 else { return }
            count = Int(length)
        }
    }
}

extension TLSIdentity {
    package var facts: CertificateFacts { CertificateFacts(certificate.pointer) }
}
