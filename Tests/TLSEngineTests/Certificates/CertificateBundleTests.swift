import TLSEngine
import Testing

@Suite struct CertificateBundleTests {
    @Test func `certificates of all files stand in order, each once`() throws {
        let one = PEMSource.bytes(try Authority(name: "one").root.certificatePEM, name: "one")
        let two = PEMSource.bytes(try Authority(name: "two").root.certificatePEM, name: "two")
        guard case .bytes(let first, _) = one, case .bytes(let second, _) = two else { return }
        let both = PEMSource.bytes(Array("# a comment\n".utf8) + first + second, name: "both")
        var bundle = CertificateBundle()
        for source in [both, one, two] { try bundle.add(source) }
        #expect(bundle.count == 2)
        #expect(bundle.pem == first + second)
    }

    @Test func `a file without certificates is named and adds nothing`() {
        var bundle = CertificateBundle()
        #expect(throws: TLSConfigurationError.noCertificate(file: "empty")) {
            try bundle.add(.bytes([], name: "empty"))
        }
        #expect(bundle.count == 0 && bundle.pem.isEmpty)
    }
}
