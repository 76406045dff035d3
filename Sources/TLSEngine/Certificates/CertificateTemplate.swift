internal import COpenSSL

/// What a certificate that Weir makes shall say.
package struct CertificateTemplate: Hashable, Sendable {
    package enum Usage: Hashable, Sendable {
        case authority, server, client
    }

    /// Left out when it is longer than the 64 characters that RFC 5280 allows (ub-common-name).
    package var commonName: String
    package var organization: String?
    /// DNS names and IP addresses.
    package var names: [String]
    package var usage: Usage
    /// How many authorities may stand between an authority and a leaf; nil for any number.
    package var pathLength: Int?
    /// Counted from now; negative in the past, as clocks differ.
    package var validFrom: Duration
    package var validUntil: Duration

    package init(
        commonName: String,
        organization: String? = nil,
        names: [String] = [],
        usage: Usage = .server,
        pathLength: Int? = nil,
        validFrom: Duration = .seconds(-86_400),
        // 197 days in all: some clients refuse more than 200.
        validUntil: Duration = .seconds(196 * 86_400)
    ) {
        self.commonName = commonName
        self.organization = organization
        self.names = names
        self.usage = usage
        self.pathLength = pathLength
        self.validFrom = validFrom
        self.validUntil = validUntil
    }

    /// Makes a new P-256 key and its certificate, signed by `issuer` or, without one, by itself.
    package func issue(by issuer: TLSIdentity? = nil) throws(TLSConfigurationError) -> TLSIdentity {
        guard let key = weir_generate_p256() else { throw .fromQueue("making a P-256 key") }
        return try issue(key: KeyHandle(owning: key), by: issuer)
    }

    /// Makes a certificate for a key that exists: one key may serve all leaves.
    func issue(key: KeyHandle, by issuer: TLSIdentity?) throws(TLSConfigurationError) -> TLSIdentity {
        guard let pointer = X509_new() else { throw .fromQueue("making a certificate") }
        let certificate = CertificateHandle(owning: pointer)
        let signer = issuer?.key ?? key
        let isMade =
            fill(pointer, key: key, issuer: issuer)
            && addNames(to: pointer)
            && addExtensions(to: pointer, issuer: issuer?.certificate.pointer)
            && X509_sign(pointer, signer.pointer, EVP_sha256()) > 0
        guard isMade else { throw .fromQueue("making a certificate for `\(commonName)`") }
        // A root is not sent along: the client must have it anyway.
        let isRoot = issuer.map { X509_self_signed($0.certificate.pointer, 0) == 1 } ?? true
        let chain = isRoot ? [] : issuer.map { [$0.certificate] + $0.chain } ?? []
        return TLSIdentity(certificate: certificate, chain: chain, key: key)
    }

    private func fill(_ certificate: OpaquePointer, key: KeyHandle, issuer: TLSIdentity?) -> Bool {
        guard let name = X509_get_subject_name(certificate) else { return false }
        let issuerName = issuer.map { X509_get_subject_name($0.certificate.pointer) } ?? name
        return X509_set_version(certificate, 2) == 1
            && setSerial(of: certificate)
            && setValidity(of: certificate, within: issuer?.certificate.pointer)
            && addSubject(to: name)
            && X509_set_issuer_name(certificate, issuerName) == 1
            && X509_set_pubkey(certificate, key.pointer) == 1
    }

    private func addSubject(to name: OpaquePointer) -> Bool {
        let fits = (1...64).contains(commonName.unicodeScalars.count)
        // An empty subject would need critical alternative names, which some clients do not know.
        let organization = organization ?? (fits ? nil : "Weir")
        let entries = [(NID_organizationName, organization), (NID_commonName, fits ? commonName : nil)]
        return entries.allSatisfy { kind, value in
            guard let value else { return true }
            let text = Array(value.utf8)
            return X509_NAME_add_entry_by_NID(name, kind, MBSTRING_FLAG, text, Int32(text.count), -1, 0) == 1
        }
    }

    /// Nothing is valid for longer than what vouches for it.
    private func setValidity(of certificate: OpaquePointer, within issuer: OpaquePointer?) -> Bool {
        guard X509_gmtime_adj(X509_getm_notBefore(certificate), Int(validFrom.components.seconds)) != nil,
            X509_gmtime_adj(X509_getm_notAfter(certificate), Int(validUntil.components.seconds)) != nil
        else { return false }
        guard let issuer, ASN1_TIME_compare(X509_get0_notAfter(certificate), X509_get0_notAfter(issuer)) > 0
        else { return true }
        return X509_set1_notAfter(certificate, X509_get0_notAfter(issuer)) == 1
    }

    /// 20 random bytes, the most that RFC 5280 section 4.1.2.2 allows: clients refuse the same number twice.
    private func setSerial(of certificate: OpaquePointer) -> Bool {
        guard let number = BN_new() else { return false }
        defer { BN_free(number) }
        return BN_rand(number, 159, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private func addExtensions(to certificate: OpaquePointer, issuer: OpaquePointer?) -> Bool {
        var values: [(kind: Int32, value: String)] = []
        switch usage {
        case .authority:
            let limit = pathLength.map { ",pathlen:\($0)" } ?? ""
            values.append((NID_basic_constraints, "critical,CA:TRUE\(limit)"))
            values.append((NID_key_usage, "critical,keyCertSign,cRLSign"))
        case .server, .client:
            values.append((NID_basic_constraints, "critical,CA:FALSE"))
            values.append((NID_key_usage, "critical,digitalSignature"))
            values.append((NID_ext_key_usage, usage == .server ? "serverAuth" : "clientAuth"))
        }
        values.append((NID_subject_key_identifier, "hash"))
        if issuer != nil { values.append((NID_authority_key_identifier, "keyid:always")) }
        return values.allSatisfy { weir_add_extension(certificate, issuer ?? certificate, $0.kind, $0.value) == 1 }
    }

    private func addNames(to certificate: OpaquePointer) -> Bool {
        guard !names.isEmpty else { return true }
        guard let list = GENERAL_NAMES_new() else { return false }
        defer { GENERAL_NAMES_free(list) }
        return names.allSatisfy { add($0, to: list) }
            && X509_add1_ext_i2d(certificate, NID_subject_alt_name, UnsafeMutableRawPointer(list), 0, 0) == 1
    }

    private func add(_ name: String, to list: OpaquePointer) -> Bool {
        guard let entry = GENERAL_NAME_new() else { return false }
        if let address = a2i_IPADDRESS(name) {
            GENERAL_NAME_set0_value(entry, GEN_IPADD, address)
        } else {
            ERR_clear_error()
            let bytes = Array(name.utf8)
            guard let text = ASN1_IA5STRING_new(), ASN1_STRING_set(text, bytes, Int32(bytes.count)) == 1 else {
                GENERAL_NAME_free(entry)
                return false
            }
            GENERAL_NAME_set0_value(entry, GEN_DNS, text)
        }
        return weir_names_push(list, entry) > 0
    }
}

extension TLSIdentity {
    /// A certificate that vouches for itself, for a stand-in server.
    package static func selfSigned(names: [String]) throws(TLSConfigurationError) -> TLSIdentity {
        try CertificateTemplate(commonName: names.first ?? "localhost", names: names).issue()
    }
}
