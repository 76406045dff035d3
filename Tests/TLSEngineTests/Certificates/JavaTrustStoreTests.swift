import Testing

@testable import TLSEngine

@Suite struct JavaTrustStoreTests {
    private func makeStore(_ names: [String]) throws -> (store: JavaTrustStore, pem: [UInt8]) {
        let pem = try names.flatMap { try CertificateAuthority.makeRoot(commonName: $0).certificatePEM }
        return (try JavaTrustStore(.bytes(pem, name: "test")), pem)
    }

    @Test func `it begins and ends as Java's format says`() throws {
        let bytes = try makeStore(["one", "two"]).store.bytes
        // Magic, version, count, kind, and the alias of the first.
        let opening: [UInt8] =
            [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 6] + Array("weir-0".utf8)
        #expect(bytes.starts(with: opening))
        let entry = bytes.dropFirst(opening.count + 8)
        #expect(entry.starts(with: [0, 5] + Array("X.509".utf8) + [0, 0]))
        // A certificate in DER is a sequence.
        #expect(entry.dropFirst(7 + 4).first == 0x30)
    }

    @Test func `equal certificates make equal files`() throws {
        let (store, pem) = try makeStore(["one"])
        #expect(store.bytes == (try JavaTrustStore(.bytes(pem, name: "again")).bytes))
        #expect(throws: TLSConfigurationError.self) { try JavaTrustStore(.bytes([], name: "empty")) }
    }
}
