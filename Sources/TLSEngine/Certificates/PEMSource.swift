internal import COpenSSL

/// Where PEM text comes from; errors name it.
package enum PEMSource: Hashable, Sendable {
    case file(String)
    case bytes([UInt8], name: String)

    package var name: String {
        switch self {
        case .file(let path): path
        case .bytes(_, let name): name
        }
    }

    /// The certificates in order, at least one; the caller owns the references.
    func certificates() throws(TLSConfigurationError) -> [CertificateHandle] {
        let bio = try open()
        var certificates: [CertificateHandle] = []
        while let certificate = PEM_read_bio_X509(bio.pointer, nil, refusePassphrase, nil) {
            certificates.append(CertificateHandle(owning: certificate))
        }
        let errors = OpenSSLErrors.drain()
        guard errors.library == ERR_LIB_PEM, errors.reason == PEM_R_NO_START_LINE else {
            throw .badCertificate(file: name, reason: errors.text)
        }
        guard !certificates.isEmpty else { throw .noCertificate(file: name) }
        return certificates
    }

    func privateKey() throws(TLSConfigurationError) -> KeyHandle {
        let bio = try open()
        if let key = PEM_read_bio_PrivateKey(bio.pointer, nil, refusePassphrase, nil) {
            ERR_clear_error()
            return KeyHandle(owning: key)
        }
        let errors = OpenSSLErrors.drain()
        let text = try open().contents(limit: 256 << 10)
        // OpenSSL 3 reads keys by trial, so that its error says little.
        guard text.contains("PRIVATE KEY-----") else { throw .noPrivateKey(file: name) }
        guard !text.contains("ENCRYPTED") else { throw .encryptedPrivateKey(file: name) }
        throw .badPrivateKey(file: name, reason: errors.text)
    }

    private func open() throws(TLSConfigurationError) -> MemoryBIO {
        ERR_clear_error()
        switch self {
        case .bytes(let bytes, _): return MemoryBIO(reading: bytes)
        case .file(let path):
            guard let pointer = BIO_new_file(path, "r") else {
                throw .unreadable(file: path, reason: OpenSSLErrors.drain().text)
            }
            return MemoryBIO(owning: pointer)
        }
    }
}

/// Without it OpenSSL would ask on the terminal.
private let refusePassphrase:
    @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?)
        -> Int32 = { _, _, _, _ in -1 }
