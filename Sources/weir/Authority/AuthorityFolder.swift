import Sessions
import TLSEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where Weir's certificate authority is kept: made at first use, its key readable by its owner only.
///
/// One file holds key and certificate, so that a process that looks while another writes never sees half of a pair.
/// The certificate alone, for trust stores, is copied from it.
struct AuthorityFolder {
    let path: String
    /// Told, as a line, of what was mended.
    var report: (String) -> Void = { Console.complain($0) }

    var keyPath: String { path + "/weir-ca-key.pem" }
    var certificatePath: String { path + "/weir-ca.pem" }
    var bundlePath: String { path + "/bundle.pem" }

    init(path: String) {
        self.path = path
    }

    /// `$WEIR_HOME/ca`, else `$XDG_DATA_HOME/weir/ca`, else `~/.local/share/weir/ca`.
    init(environment: [String: String] = ProcessEnvironment.variables) {
        if let home = environment["WEIR_HOME"] {
            path = Self.absolute(home) + "/ca"
        } else if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            path = data + "/weir/ca"
        } else {
            let home = environment["HOME"] ?? getpwuid(getuid())?.pointee.pw_dir.map { String(cString: $0) } ?? "/"
            path = home + "/.local/share/weir/ca"
        }
    }

    /// Other programs, in other folders, read what is kept here.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }

    /// The authority, made now if there is none.
    ///
    /// - Throws: status 73, 74 or 65: it cannot be made, read or used.
    func load() throws -> CertificateAuthority {
        try locked {
            let identity = try read() ?? create()
            let authority = try usable(identity)
            try WholeFile.update(certificatePath, with: identity.certificatePEM)
            return authority
        }
    }

    /// Makes a new authority in place of the one that is there.
    ///
    /// The old key is deleted: a key that stores trust and nobody uses is a risk only. The old certificate stays,
    /// under a name of its own, as stores need it to forget it.
    ///
    /// - Returns: the certificates' facts, and where the old certificate is now.
    func rotate() throws -> (old: (certificate: CertificateFacts, path: String)?, new: CertificateFacts) {
        try locked {
            var old: (certificate: CertificateFacts, path: String)?
            if let identity = try? read() {
                let mark = identity.facts.fingerprint.utf8.prefix(11).filter { $0 != UInt8(ascii: ":") }
                let kept = "\(path)/weir-ca-old-\(String(decoding: mark, as: UTF8.self)).pem"
                try WholeFile.update(kept, with: identity.certificatePEM)
                old = (certificate: identity.facts, path: kept)
            }
            let identity = try create()
            try WholeFile.update(certificatePath, with: identity.certificatePEM)
            return (old, identity.facts)
        }
    }

    private func create() throws -> TLSIdentity {
        let identity = try CertificateAuthority.makeRoot(commonName: AuthorityName.current)
        try WholeFile.replace(keyPath, with: identity.privateKeyPEM + identity.certificatePEM, mode: 0o600)
        return identity
    }

    private func read() throws -> TLSIdentity? {
        guard access(keyPath, F_OK) == 0 || errno != ENOENT else { return nil }
        if case .repaired(let mode) = try FilePrivacy.ensure(keyPath) {
            report(
                "\(keyPath) was open to others (mode \(mode)) and is closed now; "
                    + "if one of them may have read it: `weir ca rotate`"
            )
        }
        guard let bytes = try WholeFile.read(keyPath) else { return nil }
        let source = PEMSource.bytes(bytes, name: keyPath)
        return try explained { () throws(TLSConfigurationError) in
            try TLSIdentity(certificates: source, privateKey: source)
        }
    }

    private func usable(_ identity: TLSIdentity) throws -> CertificateAuthority {
        let authority = try explained { () throws(TLSConfigurationError) in
            try CertificateAuthority(identity, file: keyPath)
        }
        if let end = authority.certificate.notAfter, end < SystemClock.wallMicroseconds / 1_000_000 {
            throw CommandFailure(ExitStatus.badData, "the authority in \(keyPath) has expired: `weir ca rotate`")
        }
        return authority
    }

    private func explained<Value>(_ body: () throws(TLSConfigurationError) -> Value) throws -> Value {
        do throws(TLSConfigurationError) {
            return try body()
        } catch {
            throw CommandFailure(ExitStatus.badData, "\(error): `weir ca rotate` makes a new one")
        }
    }

    /// Lets one process at a time look and make.
    private func locked<Value>(_ body: () throws -> Value) throws -> Value {
        let code = Folder.make(path)
        guard code == 0 else {
            throw CommandFailure(ExitStatus.cannotCreate, "cannot create \(path): \(String(cString: strerror(code)))")
        }
        if case .repaired(let mode) = try FilePrivacy.ensure(path) {
            report("\(path) was open to others (mode \(mode)) and is closed now")
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw WholeFile.failure(ExitStatus.inputOutput, "read", path) }
        defer { close(descriptor) }
        // Some network file systems have no locks; files are replaced whole there, too.
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        return try body()
    }
}
