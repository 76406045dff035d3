internal import COpenSSL

/// What certificates say, as text for people.
enum CertificateText {
    /// The DNS names and IP addresses of the subject's alternative names.
    static func names(of certificate: OpaquePointer) -> [String] {
        guard let raw = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(raw)
        defer { GENERAL_NAMES_free(names) }
        return (0..<weir_names_count(names)).compactMap { index in
            guard let name = weir_names_get(names, index)?.pointee else { return nil }
            switch name.type {
            case GEN_DNS: return printable(bytes(of: name.d.dNSName))
            case GEN_IPADD: return address(bytes(of: name.d.iPAddress))
            default: return nil
            }
        }
    }

    static func subject(of certificate: OpaquePointer) -> String {
        text { weir_name_print($0, X509_get_subject_name(certificate)) }
    }

    static func issuer(of certificate: OpaquePointer) -> String {
        text { weir_name_print($0, X509_get_issuer_name(certificate)) }
    }

    /// The last moment of validity, as `Nov 21 06:40:44 2026 GMT`.
    static func notAfter(of certificate: OpaquePointer) -> String {
        text { ASN1_TIME_print($0, X509_get0_notAfter(certificate)) }
    }

    static func notBefore(of certificate: OpaquePointer) -> String {
        text { ASN1_TIME_print($0, X509_get0_notBefore(certificate)) }
    }

    private static func text(_ print: (OpaquePointer?) -> Int32) -> String {
        let bio = MemoryBIO()
        _ = print(bio.pointer)
        return String(decoding: bio.bytes, as: UTF8.self)
    }

    private static func bytes(of string: UnsafeMutablePointer<ASN1_STRING>?) -> UnsafeBufferPointer<UInt8> {
        guard let string else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
    }

    /// A peer wrote it and a terminal shows it: nothing but visible ASCII.
    private static func printable(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes.map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    static func printable(_ text: String) -> String {
        Array(text.utf8.prefix(255)).withUnsafeBufferPointer { printable($0) }
    }

    private static func address(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        switch bytes.count {
        case 4: bytes.map(String.init).joined(separator: ".")
        case 16:
            stride(from: 0, to: 16, by: 2)
                .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
                .joined(separator: ":")
        default: nil
        }
    }
}
