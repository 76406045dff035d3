import TLSEngine
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct TrustStoreTests {
    /// In a process of its own, as it changes the environment.
    @Test func `extra authorities come beside the system's, not instead`() async {
        await #expect(processExitsWith: .success) {
            let system = try Authority(name: "system")
            let extra = try Authority(name: "extra")
            try withFile(system.root.certificatePEM) { path in
                setenv("SSL_CERT_FILE", path, 1)
                let context = try extra.clientContext()
                for authority in [system, extra] {
                    let status = Wire(context, try authority.serverContext()).handshake().client
                    guard status == .complete else { exit(1) }
                }
                let alone = try extra.clientContext { $0.usesSystemTrust = false }
                guard Wire(alone, try system.serverContext()).handshake().client != .complete else { exit(2) }
            }
        }
    }

    @Test func `an authority's file is read, and named when it is a folder or empty`() throws {
        let authority = try Authority()
        try withFile(authority.root.certificatePEM) { path in
            let context = try authority.clientContext { $0.extraAuthorities = [.file(path)] }
            #expect(Wire(context, try authority.serverContext()).handshake().client == .complete)
        }
        try withFile([]) { path in
            #expect(throws: TLSConfigurationError.noCertificate(file: path)) {
                try authority.clientContext { $0.extraAuthorities = [.file(path)] }
            }
        }
        let error = #expect(throws: TLSConfigurationError.self) {
            try authority.clientContext { $0.extraAuthorities = [.file("/")] }
        }
        #expect(error?.description.contains("`/`") == true)
    }
}

/// Writes a file for as long as `body` runs.
private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    var template = Array("/tmp/weir-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
    try body(path)
}
