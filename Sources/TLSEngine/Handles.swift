internal import COpenSSL

/// One reference to a certificate.
///
/// SAFETY: the certificate is not changed after it was made, and OpenSSL counts references atomically.
final class CertificateHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        X509_free(pointer)
    }
}

/// One reference to a private key.
///
/// SAFETY: the key is not changed after it was made, and OpenSSL counts references atomically.
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }
}

/// One reference to a session that may be resumed.
///
/// SAFETY: OpenSSL counts references atomically and does not change a session that is offered for resumption.
final class SessionHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        SSL_SESSION_free(pointer)
    }
}

/// OpenSSL's file-like object, over memory or a file.
final class MemoryBIO {
    let pointer: OpaquePointer?

    init() {
        pointer = BIO_new(BIO_s_mem())
    }

    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    init(reading bytes: [UInt8]) {
        pointer = BIO_new(BIO_s_mem())
        bytes.withUnsafeBytes { raw in
            _ = BIO_write(pointer, raw.baseAddress, Int32(clamping: raw.count))
        }
    }

    deinit {
        BIO_free_all(pointer)
    }

    /// What was written to a memory BIO.
    var bytes: [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = weir_bio_contents(pointer, &start)
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Reads on, up to a number of bytes.
    func contents(limit: Int) -> String {
        withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { buffer in
            var count = 0
            while count < limit {
                let read = BIO_read(pointer, buffer.baseAddress.map { $0 + count }, Int32(clamping: limit - count))
                guard read > 0 else { break }
                count += Int(read)
            }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
