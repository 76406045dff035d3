internal import COpenSSL

/// A Java key store (JKS, version 2) that holds trusted certificates only; every Java since 1.2 reads it.
package struct JavaTrustStore: Sendable {
    /// What tools expect of stores without secrets; it only guards against damage.
    package static let password = "changeit"

    private static let magic: UInt32 = 0xFEED_FEED
    private static let version: UInt32 = 2
    private static let trustedCertificate: UInt32 = 2

    private var entries: [[UInt8]] = []

    /// - Parameter source: certificates to trust.
    /// - Throws: when it holds none that can be read.
    package init(_ source: PEMSource) throws(TLSConfigurationError) {
        for (place, certificate) in try source.certificates().enumerated() {
            entries.append(Self.entry(alias: "weir-\(place)", certificate: certificate.der))
        }
    }

    /// The bytes of the file.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for number in [Self.magic, Self.version, UInt32(entries.count)] { bytes.appendBigEndian(number) }
        for entry in entries { bytes += entry }
        return bytes + Self.digest(bytes)
    }

    private static func entry(alias: String, certificate: [UInt8]) -> [UInt8] {
        var entry: [UInt8] = []
        entry.appendBigEndian(trustedCertificate)
        entry.appendText(alias)
        // When it was made, which nobody asks for; so that equal stores are equal files.
        entry.appendBigEndian(UInt64(0))
        entry.appendText("X.509")
        entry.appendBigEndian(UInt32(certificate.count))
        return entry + certificate
    }

    /// SHA-1 over the password in UTF-16, a phrase that the format's authors chose, and all before it.
    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for unit in password.utf16 { text.appendBigEndian(unit) }
        text += Array("Mighty Aphrodite".utf8) + bytes
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        SHA1(text, text.count, &digest)
        return digest
    }
}

extension CertificateHandle {
    fileprivate var der: [UInt8] {
        let count = i2d_X509(pointer, nil)
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, initialized in
            var next = buffer.baseAddress
            initialized = Int(max(i2d_X509(pointer, &next), 0))
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    /// As `DataOutput.writeUTF` does for ASCII.
    fileprivate mutating func appendText(_ text: String) {
        appendBigEndian(UInt16(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
