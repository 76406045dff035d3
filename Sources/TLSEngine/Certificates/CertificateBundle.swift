internal import COpenSSL

/// Files of trusted certificates joined into one, for programs that take one only.
package struct CertificateBundle: Sendable {
    /// All certificates, each once.
    package private(set) var pem: [UInt8] = []
    package var count: Int { digests.count }
    private var digests: Set<[UInt8]> = []

    package init() {}

    /// Adds the certificates of a file, which holds one at least.
    package mutating func add(_ source: PEMSource) throws(TLSConfigurationError) {
        let bio = MemoryBIO()
        for certificate in try source.certificates()
        where digests.insert(CertificateFacts.digest(of: certificate.pointer)).inserted {
            PEM_write_bio_X509(bio.pointer, certificate.pointer)
        }
        pem += bio.bytes
    }

    /// Where OpenSSL's own roots would be in one file; there may be none.
    package static var systemFile: String? {
        X509_get_default_cert_file().map { String(cString: $0) }
    }
}
