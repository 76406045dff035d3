/// Why a TLS connection failed, in words for people.
package enum TLSError: Error, Hashable, Sendable {
    case certificateExpired(subject: String, on: String)
    case certificateNotYetValid(subject: String, from: String)
    /// The peer's own certificate, or the root that it sent, vouches for itself and is not trusted.
    case selfSignedCertificate(subject: String)
    /// Nobody trusted has signed the certificate ("unable to get local issuer certificate").
    case unknownAuthority(subject: String, issuer: String)
    case wrongHost(expected: String, names: [String])
    /// The certificate was changed after it was signed, or the signer is not who it says.
    case badSignature(subject: String)
    case certificateRevoked(subject: String)
    case certificateRejected(subject: String, reason: String)
    /// The peers have no TLS version in common.
    case protocolVersion
    case noSharedCipher
    /// The peer's bytes are not TLS.
    case notTLS
    /// The peer gave this reason for ending the connection.
    case alert(code: UInt8, name: String)
    /// A server has no certificate for what the client asked for; nil when it asked for nothing.
    case unusableServerName(String?)
    /// The connection was closed before the handshake was done.
    case closedDuringHandshake
    /// A server that had asked for a certificate, and got none, closed the connection without a word.
    case clientCertificateMissing
    case other(String)

    package var description: String {
        switch self {
        case .certificateExpired(let subject, let date): "the certificate expired on \(date) (\(subject))"
        case .certificateNotYetValid(let subject, let date): "the certificate is valid only from \(date) (\(subject))"
        case .selfSignedCertificate(let subject): "the certificate is self-signed and not trusted (\(subject))"
        case .unknownAuthority(let subject, let issuer):
            "the certificate's issuer is not known: \(issuer) (unable to get local issuer certificate for \(subject))"
        case .wrongHost(let expected, let names): Self.describeWrongHost(expected, names)
        case .badSignature(let subject):
            "the certificate's signature is wrong: it is forged or damaged (\(subject))"
        case .certificateRevoked(let subject): "the certificate was revoked (\(subject))"
        case .certificateRejected(let subject, let reason): "the certificate was refused: \(reason) (\(subject))"
        case .protocolVersion: "no TLS version in common (Weir speaks TLS 1.2 and 1.3)"
        case .noSharedCipher: "no cipher or key exchange in common"
        case .notTLS: "the peer does not speak TLS on this port (plain HTTP?)"
        case .alert(let code, let name): "the peer ended the connection: \(name) (TLS alert \(code))"
        case .unusableServerName(nil): "the client names no host (it sends no SNI): there is no certificate to show"
        case .unusableServerName(let name?): "the client asks for `\(name)`: there is no certificate for such a name"
        case .closedDuringHandshake: "the connection was closed during the TLS handshake"
        case .clientCertificateMissing:
            "the server asked for a client certificate, was shown none, and closed the connection"
        case .other(let reason): "TLS failed: \(reason)"
        }
    }

    /// What the user of a client connection can do about it; nil when nothing general can be said.
    package var advice: String? {
        switch self {
        case .certificateExpired, .certificateNotYetValid:
            "check this machine's clock; if it is right, the server needs a new certificate (--insecure-upstream goes on)"
        case .selfSignedCertificate, .unknownAuthority:
            "name the authority's file with --upstream-ca, or give up checking with --insecure-upstream"
        case .wrongHost: "check the host name in the URL, or give up checking with --insecure-upstream"
        case .badSignature: "somebody may be in the way: do not send credentials; ask who runs the server"
        case .notTLS: "check the port, or use an http:// URL"
        case .alert(code: 116, _), .alert(code: 40, _), .alert(code: 42, _):
            "the peer may want a client certificate: --client-cert and --client-key"
        case .clientCertificateMissing: "name one with --client-cert and --client-key"
        case .certificateRevoked, .certificateRejected, .protocolVersion, .noSharedCipher, .alert,
            .unusableServerName, .closedDuringHandshake, .other:
            nil
        }
    }

    /// What the user of a client can do when it refused a server connection; nil when nothing general can be said.
    package var adviceForClients: String? {
        switch self {
        // Go says bad_certificate, Java and Chrome certificate_unknown, OpenSSL and Firefox unknown_ca.
        case .alert(code: 42, _), .alert(code: 46, _), .alert(code: 48, _):
            "the client does not trust Weir's authority: `weir ca` says how it can, --passthrough leaves its host alone"
        // Apple's and some others just go away.
        case .closedDuringHandshake: "the client may not trust Weir's authority: `weir ca` says how it can"
        case .protocolVersion: "the client is too old: leave its host alone with --passthrough"
        case .certificateExpired, .certificateNotYetValid, .selfSignedCertificate, .unknownAuthority, .wrongHost,
            .badSignature, .certificateRevoked, .certificateRejected, .noSharedCipher, .notTLS, .alert,
            .unusableServerName, .clientCertificateMissing, .other:
            nil
        }
    }

    private static func describeWrongHost(_ expected: String, _ names: [String]) -> String {
        guard !names.isEmpty else { return "the certificate is not for \(expected): it has no names" }
        let shown = names.prefix(5).joined(separator: ", ")
        let more = names.count > 5 ? " and \(names.count - 5) more" : ""
        return "the certificate is not for \(expected) but for \(shown)\(more)"
    }
}

extension TLSError: CustomStringConvertible {}
