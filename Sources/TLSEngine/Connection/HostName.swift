internal import COpenSSL

/// The name or address that a client connection was asked for.
struct HostName {
    /// Without brackets and trailing dot, as certificates write it.
    let text: String
    let isAddress: Bool

    init(_ raw: String) {
        var text = Substring(raw)
        if text.first == "[", text.last == "]" { text = text.dropFirst().dropLast() }
        if text.last == "." { text = text.dropLast() }
        let address = a2i_IPADDRESS(String(text))
        isAddress = address != nil
        ASN1_OCTET_STRING_free(address)
        ERR_clear_error()
        self.text = String(text)
    }

    /// Makes a connection ask for this host and accept no other; false when the text cannot be a host.
    func apply(to ssl: OpaquePointer) -> Bool {
        // OpenSSL would read an empty name as "any", and stop at a zero byte.
        guard !text.isEmpty, !text.utf8.contains(0) else { return false }
        // RFC 6066 section 3: no literal addresses in the server name extension.
        if isAddress { return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), text) == 1 }
        SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return SSL_set1_host(ssl, text) == 1 && weir_ssl_set_host_name(ssl, text) == 1
    }
}
