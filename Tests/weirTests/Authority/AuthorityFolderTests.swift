import TLSEngine
import Testing

@testable import weir

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct AuthorityFolderTests {
    @Test func `it is where the environment says`() {
        let places: [([String: String], String)] = [
            (["WEIR_HOME": "/w", "XDG_DATA_HOME": "/d", "HOME": "/h"], "/w/ca"),
            (["XDG_DATA_HOME": "/d", "HOME": "/h"], "/d/weir/ca"),
            (["XDG_DATA_HOME": "d", "HOME": "/h"], "/h/.local/share/weir/ca"),
        ]
        for (environment, path) in places { #expect(AuthorityFolder(environment: environment).path == path) }
        #expect(AuthorityFolder(environment: ["WEIR_HOME": "w"]).path.hasPrefix("/"))
    }

    @Test func `first use makes it, private; later use finds the same`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root + "/a/ca")
            let made = try folder.load().certificate
            #expect(try folder.load().certificate == made)
            #expect(mode(of: folder.path) == 0o700)
            #expect(mode(of: folder.keyPath) == 0o600)
            let alone = PEMSource.file(folder.certificatePath)
            var bundle = CertificateBundle()
            try bundle.add(alone)
            #expect(bundle.count == 1)
            #expect(throws: TLSConfigurationError.noPrivateKey(file: folder.certificatePath)) {
                try TLSIdentity(certificates: alone, privateKey: alone)
            }
        }
    }

    @Test func `an open key or folder is closed, and told`() throws {
        try TemporaryFolder.use { root in
            var folder = AuthorityFolder(path: root + "/ca")
            let lines = ReportedLines()
            folder.report = { lines.all.append($0) }
            _ = try folder.load()
            #expect(lines.all.isEmpty)
            chmod(folder.path, 0o755)
            chmod(folder.keyPath, 0o640)
            _ = try folder.load()
            #expect(mode(of: folder.path) == 0o700)
            #expect(mode(of: folder.keyPath) == 0o600)
            #expect(lines.all.count == 2)
            #expect(lines.all.first?.contains("mode 755") == true)
            #expect(lines.all.last?.contains("mode 640") == true)
            #expect(lines.all.last?.contains("weir ca rotate") == true)
        }
    }

    @Test func `rotating deletes the old key and keeps the old certificate`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root + "/ca")
            let first = try folder.load().certificate
            let (old, new) = try folder.rotate()
            #expect(old?.certificate == first)
            #expect(new.fingerprint != first.fingerprint)
            #expect(try folder.load().certificate == new)
            let kept = try #require(old?.path)
            let source = PEMSource.file(kept)
            #expect(throws: TLSConfigurationError.noPrivateKey(file: kept)) {
                try TLSIdentity(certificates: source, privateKey: source)
            }
            #expect(try WholeFile.read(folder.certificatePath) != WholeFile.read(kept))
        }
    }

    @Test func `a broken file is an error that names the way out, and rotating is it`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root + "/ca")
            _ = try folder.load()
            for text in ["", "rubbish", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
                try WholeFile.replace(folder.keyPath, with: Array(text.utf8), mode: 0o600)
                let failure = #expect(throws: CommandFailure.self) { try folder.load() }
                #expect(failure?.status == 65)
                #expect(failure?.message?.contains(folder.keyPath) == true)
                #expect(failure?.message?.hasSuffix("`weir ca rotate` makes a new one") == true)
            }
            #expect(try folder.rotate().old == nil)
            _ = try folder.load()
        }
    }

    @Test func `a certificate that is no authority's is refused`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root + "/ca")
            _ = try folder.load()
            let leaf = try TLSIdentity.selfSigned(names: ["api.test"])
            try WholeFile.replace(folder.keyPath, with: leaf.privateKeyPEM + leaf.certificatePEM, mode: 0o600)
            #expect(throws: CommandFailure.self) { try folder.load() }
        }
    }

    @Test func `a certificate file that is lost or wrong is written again`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root + "/ca")
            _ = try folder.load()
            let right = try WholeFile.read(folder.certificatePath)
            unlink(folder.certificatePath)
            _ = try folder.load()
            #expect(try WholeFile.read(folder.certificatePath) == right)
            try WholeFile.replace(folder.certificatePath, with: [1], mode: 0o644)
            _ = try folder.load()
            #expect(try WholeFile.read(folder.certificatePath) == right)
        }
    }

    @Test func `a folder that cannot be made is named`() throws {
        try TemporaryFolder.use { root in
            try WholeFile.replace(root + "/file", with: [], mode: 0o644)
            let folder = AuthorityFolder(path: root + "/file/ca")
            let failure = #expect(throws: CommandFailure.self) { try folder.load() }
            #expect(failure == CommandFailure(73, "cannot create \(root)/file/ca: Not a directory"))
        }
    }

    @Test func `many at once agree on one`() async throws {
        try await TemporaryFolder.use { root in
            let made = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask { try AuthorityFolder(path: root + "/ca").load().certificate.fingerprint }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(made.count == 1)
        }
    }

    private func mode(of path: String) -> mode_t? {
        var found = stat()
        return stat(path, &found) == 0 ? found.st_mode & 0o777 : nil
    }
}
