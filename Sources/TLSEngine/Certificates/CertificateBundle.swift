internal import COpenSSL

/// Files of trusted certificates joined into one, for programs that take one only.
package struct CertificateBundle: Sendable {
    /// All certificates, each once.
    package private(set) var pem: [UInt8] = []
    package private(set) var count = 0

    package init(joining sources: [PEMSource]) throws(TLSConfigurationError) {
        let bio = MemoryBIO()
        var seen: Set<[UInt8]> = []
        for source in sources {
            for certificate in try source.certificates()
            where seen.insert(CertificateFacts.digest(of: certificate.pointer)).inserted {
                PEM_write_bio_X509(bio.pointer, certificate.pointer)
            }
        }
        pem = bio.bytes
        count = seen.count
    }

    /// Where OpenSSL's own roots would be in one file; there may be none.
    package static var systemFile: String? {
        X509_get_default_cert_file().map { String(cString: $0) }
    }
}
