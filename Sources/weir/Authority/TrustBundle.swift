import Sessions
import TLSEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// All that programs should trust, in one file: what they trust now, and Weir's authority.
struct TrustBundle {
    /// Variables by which programs are told their roots: what the user has set stays trusted.
    static let variables = [
        "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO",
        "AWS_CA_BUNDLE",
    ]

    /// Variables of the same kind that few have set: where they are, they win over the others.
    static let rareVariables = [
        "NIX_SSL_CERT_FILE", "PIP_CERT", "HTTPLIB2_CA_CERTS", "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE", "npm_config_cafile",
    ]

    /// Where systems keep their roots in one file.
    static let systemFiles = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch, Gentoo
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/etc/ssl/cert.pem",  // Alpine, macOS
        "/usr/local/share/certs/ca-root-nss.crt",  // FreeBSD
    ]

    let folder: AuthorityFolder
    var environment = ProcessEnvironment.variables(named: TrustBundle.variables + TrustBundle.rareVariables)
    var systemFiles = [CertificateBundle.systemFile].compactMap { $0 } + TrustBundle.systemFiles

    init(_ folder: AuthorityFolder) {
        self.folder = folder
    }

    /// The variables that must name the bundle only because the user has set them.
    var rareVariablesInUse: [String] { Self.rareVariables.filter { environment[$0] != nil } }

    /// Whether Node trusts something of the user's beside its own roots.
    var hasNodeAuthorities: Bool { environment["NODE_EXTRA_CA_CERTS"].map { !isOwn($0) } ?? false }

    /// Writes the bundle if it is not what it should be.
    ///
    /// - Returns: how many certificates it holds beside Weir's.
    @discardableResult
    func refresh() throws -> Int {
        var bundle = CertificateBundle()
        let system = environment["SSL_CERT_FILE"].flatMap { isOwn($0) ? nil : $0 } ?? systemFile
        // Reading takes a while, and several variables often name one file.
        var seen: Set<String> = []
        for file in [system].compactMap({ $0 }) + others where seen.insert(Self.resolved(file)).inserted {
            add(file, to: &bundle)
        }
        let others = bundle.count
        if others == 0 {
            folder.report("no roots of the system were found: \(folder.bundlePath) holds Weir's authority only")
        }
        try bundle.add(.file(folder.certificatePath))
        try WholeFile.update(folder.bundlePath, with: bundle.pem)
        return others
    }

    private var systemFile: String? { systemFiles.first { access($0, R_OK) == 0 } }

    private var others: [String] {
        (Self.variables.dropFirst() + Self.rareVariables).compactMap { environment[$0] }.filter {
            !isOwn($0) && !Folder.exists($0)
        }
    }

    /// The path without symbolic links.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The variables may have been set by Weir before.
    private func isOwn(_ path: String) -> Bool { path.hasPrefix(folder.path + "/") }

    private func add(_ file: String, to bundle: inout CertificateBundle) {
        do throws(TLSConfigurationError) {
            try bundle.add(.file(file))
        } catch {
            folder.report("\(error); left out of \(folder.bundlePath)")
        }
    }
}
