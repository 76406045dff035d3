import TLSEngine
import Testing

@testable import weir

@Suite struct TrustBundleTests {
    @Test func `it holds the system's roots, what variables name, and Weir's authority, each once`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root + "/ca")
            _ = try folder.load()
            let system = try certificate("system", in: root)
            let own = try certificate("own", in: root)
            var bundle = TrustBundle(folder)
            bundle.systemFiles = [root + "/none.pem", system, own]
            bundle.environment = ["NODE_EXTRA_CA_CERTS": own, "REQUESTS_CA_BUNDLE": own, "CURL_CA_BUNDLE": root]
            #expect(bundle.hasNodeAuthorities)
            #expect(bundle.rareVariablesInUse.isEmpty)
            #expect(try bundle.refresh() == 2)
            let expected = try [system, own, folder.certificatePath].map { try #require(try WholeFile.read($0)) }
            #expect(try WholeFile.read(folder.bundlePath) == expected.flatMap { $0 })
        }
    }

    @Test func `SSL_CERT_FILE stands for the system's roots, unless it is Weir's own bundle`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root + "/ca")
            _ = try folder.load()
            let system = try certificate("system", in: root)
            let other = try certificate("other", in: root)
            let own = try #require(try WholeFile.read(folder.certificatePath))
            var bundle = TrustBundle(folder)
            bundle.systemFiles = [system]
            for (file, chosen) in [(other, other), (folder.bundlePath, system)] {
                bundle.environment = ["SSL_CERT_FILE": file, "NODE_EXTRA_CA_CERTS": folder.certificatePath]
                #expect(!bundle.hasNodeAuthorities)
                #expect(try bundle.refresh() == 1)
                #expect(try WholeFile.read(folder.bundlePath) == (WholeFile.read(chosen) ?? []) + own)
            }
        }
    }

    @Test func `a file that cannot be read is told and left out`() throws {
        try TemporaryFolder.use { root in
            var folder = AuthorityFolder(path: root + "/ca")
            _ = try folder.load()
            let lines = ReportedLines()
            folder.report = { lines.all.append($0) }
            var bundle = TrustBundle(folder)
            bundle.systemFiles = []
            bundle.environment = ["SSL_CERT_FILE": root + "/none.pem"]
            #expect(try bundle.refresh() == 0)
            #expect(lines.all.count == 2)
            #expect(lines.all.first?.hasPrefix("cannot read `\(root)/none.pem`: No such file") == true)
            #expect(lines.all.last?.contains("holds Weir's authority only") == true)
        }
    }

    private func certificate(_ name: String, in folder: String) throws -> String {
        let path = "\(folder)/\(name).pem"
        let root = try CertificateTemplate(commonName: name, usage: .authority).issue()
        try WholeFile.replace(path, with: root.certificatePEM, mode: 0o644)
        return path
    }
}
