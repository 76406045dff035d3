import CaptureFile
import TLSEngine

/// What `weir ca` tells people about the authority.
enum AuthoritySheet {
    static func lines(_ certificate: CertificateFacts, _ folder: AuthorityFolder, _ style: Style) -> [String] {
        let rows = [
            ("certificate", style(.accent, folder.certificatePath)),
            ("subject", certificate.subject),
            ("SHA-256", certificate.fingerprint),
            ("valid", "\(day(certificate.notBefore)) to \(day(certificate.notAfter))"),
            ("private key", "\(folder.keyPath) (yours alone: whoever has it can pose as any site to you)"),
            ("with all roots", folder.bundlePath),
        ]
        return rows.map { name, value in
            style(.dim, name + String(repeating: " ", count: 14 - name.count)) + "  " + value
        }
    }

    /// What a new authority asks of the user.
    static func afterRotation(
        old: (certificate: CertificateFacts, path: String)?,
        folder: AuthorityFolder,
        proxies: [String]
    ) -> [String] {
        var lines = [""]
        if let old {
            lines += [
                "The old one (SHA-256 \(old.certificate.fingerprint.prefix(11))…) signs nothing any more: its key is deleted.",
                "Take its certificate out of the stores that trust it: \(old.path)",
            ]
        }
        lines.append("Trust the new one where the old one was trusted: `weir ca` says how.")
        lines.append("Variables of `weir ca env` stay right; programs that run with them must be started again.")
        for proxy in proxies { lines.append("Start the proxy at \(proxy) again: it still has the old one.") }
        return lines
    }

    private static func day(_ seconds: Int64?) -> String {
        guard let seconds else { return "unknown" }
        return String(WallClock.text(microseconds: seconds * 1_000_000).prefix(10))
    }
}
