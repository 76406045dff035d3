internal import COpenSSL
internal import Synchronization

/// Weir's own certificate authority: makes a certificate for each host that a client asks for.
package final class CertificateAuthority: Sendable {
    private struct Leaf {
        var identity: TLSIdentity
        var madeAt: ContinuousClock.Instant
    }

    private let identity: TLSIdentity
    /// One key for all leaves of a run: making keys costs more than signing, and it never reaches a disk.
    private let leafKey: KeyHandle
    private let leaves: Mutex<RecentCache<LeafName, Leaf>>

    /// 47 days in all, the strictest limit that clients are to get (CA/Browser Forum ballot SC-081, for 2029).
    private static let leafValidity = Duration.seconds(46 * 86_400)
    /// A proxy may run for longer than its leaves are valid.
    private static let leafRenewal = Duration.seconds(7 * 86_400)

    /// - Parameters:
    ///   - identity: the authority's certificate and key.
    ///   - file: where it came from, for the error.
    ///   - leafLimit: how many certificates are kept.
    /// - Throws: when the certificate is not one of an authority.
    package init(_ identity: TLSIdentity, file: String, leafLimit: Int = 1024) throws(TLSConfigurationError) {
        guard identity.isAuthority else { throw .notAnAuthority(file: file) }
        ERR_clear_error()
        guard let key = weir_generate_p256() else { throw .fromQueue("making a P-256 key") }
        self.identity = identity
        leafKey = KeyHandle(owning: key)
        leaves = Mutex(RecentCache(limit: leafLimit))
    }

    /// Makes the certificate and key of a new authority, valid for ten years and for leaves only.
    package static func makeRoot(commonName: String) throws(TLSConfigurationError) -> TLSIdentity {
        try CertificateTemplate(
            commonName: commonName,
            organization: "Weir",
            usage: .authority,
            pathLength: 0,
            validUntil: .seconds(3650 * 86_400)
        )
        .issue()
    }

    package var certificate: CertificateFacts { identity.facts }

    /// The certificate for a name or address, made now or kept from before; nil when nothing can be called so.
    package func identity(for name: String, now: ContinuousClock.Instant = .now) -> TLSIdentity? {
        guard let name = LeafName(name) else { return nil }
        let kept = leaves.withLock { $0.value(for: name) }
        if let kept, now - kept.madeAt < Self.leafRenewal { return kept.identity }
        // Two connections may make the same one at once; both are good.
        guard let made = try? issue(names: [name.text]) else { return nil }
        leaves.withLock { $0.insert(Leaf(identity: made, madeAt: now), for: name) }
        return made
    }

    /// One certificate for several names and addresses, for a server that knows what it is called.
    package func issue(names: [String]) throws(TLSConfigurationError) -> TLSIdentity {
        try template(names: names).issue(key: leafKey, by: identity)
    }

    private func template(names: [String]) -> CertificateTemplate {
        CertificateTemplate(
            commonName: names.first ?? "",
            organization: "Weir",
            names: names,
            validUntil: Self.leafValidity
        )
    }
}

extension TLSIdentity {
    /// Whether the certificate may sign others.
    fileprivate var isAuthority: Bool {
        X509_check_ca(certificate.pointer) == 1
            && X509_get_key_usage(certificate.pointer) & UInt32(KU_KEY_CERT_SIGN) != 0
    }
}
