import TLSEngine
import TestSupport
import Testing

@Suite struct ClientHelloPeekTests {
    private func peek(_ reads: [[UInt8]]) -> ClientHelloPeek.Outcome {
        var peek = ClientHelloPeek()
        for read in reads { _ = read.withUnsafeBytes { peek.consume($0) } }
        return peek.outcome
    }

    @Test func `a message by hand is read, however it is cut`() {
        let hello = HandMadeHello(extensions: [
            .serverName("Api.test"), .applicationProtocols(["h2", "http/1.1"]), .versions([0x0304, 0x0303]),
        ])
        let expected = ClientHello(
            serverName: "Api.test",
            applicationProtocols: ["h2", "http/1.1"],
            versions: [0x0304, 0x0303]
        )
        for cut in SplitFeeding.allCuts(of: hello.records()) { #expect(peek(cut) == .hello(expected)) }
        // One message may lie in many records.
        for size in [1, 3, 50] {
            #expect(peek([hello.records(of: size)]) == .hello(expected))
            #expect(peek(SplitFeeding.byByte(hello.records(of: size))) == .hello(expected))
        }
        // What follows is the handshake's own.
        #expect(peek([hello.records() + [1, 2, 3], [4]]) == .hello(expected))
    }

    @Test func `every part but the whole needs more`() {
        let bytes = HandMadeHello(extensions: [.serverName("api.test")]).records()
        for count in 0..<bytes.count { #expect(peek([Array(bytes[..<count])]) == .needsMore) }
    }

    @Test func `a message without extensions names its version only`() {
        #expect(peek([HandMadeHello(extensions: nil).records()]) == .hello(ClientHello(versions: [0x0303])))
        #expect(peek([HandMadeHello(extensions: []).records()]) == .hello(ClientHello(versions: [0x0303])))
    }

    @Test func `reserved values are left out`() {
        let hello = HandMadeHello(extensions: [
            .raw(kind: 0x2A2A, []), .applicationProtocols(["\u{0A}\u{0A}", "h2"]), .versions([0xFAFA, 0x0304]),
        ])
        let expected = ClientHello(applicationProtocols: ["h2"], versions: [0x0304])
        #expect(peek([hello.records()]) == .hello(expected))
    }

    @Test func `OpenSSL's own message is read`() throws {
        let context = try Authority().clientContext { $0.applicationProtocols = ["h2", "http/1.1"] }
        let client = TLSConnection(client: context, host: "api.test")
        #expect(client.handshake() == .needsInput)
        var bytes: [UInt8] = []
        client.takeOutput { bytes = Array($0) }
        let expected = ClientHello(
            serverName: "api.test",
            applicationProtocols: ["h2", "http/1.1"],
            versions: [0x0304, 0x0303]
        )
        for cut in SplitFeeding.allCuts(of: bytes) { #expect(peek(cut) == .hello(expected)) }
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "SSH-2.0-x\r\n", "\u{16}\u{2}\u{0}", "\u{0}"])
    func `other protocols are told by their first bytes`(text: String) {
        #expect(peek([Array(text.utf8)]) == .notTLS)
        #expect(peek(SplitFeeding.byByte(Array(text.utf8))) == .notTLS)
    }

    @Test(
        arguments: [
            [22, 3, 1, 0, 0],  // a record without content
            [22, 3, 1, 0x40, 1],  // a record of more than 16 KiB
            [22, 3, 1, 0, 5, 2],  // a ServerHello
            [22, 3, 1, 0, 5, 1, 1, 0, 0, 0],  // 64 KiB to come
            [22, 3, 1, 0, 4, 1, 0, 0, 0],  // nothing in it
        ] as [[UInt8]]
    )
    func `what begins as TLS and goes wrong is malformed`(bytes: [UInt8]) {
        #expect(peek([bytes]) == .malformed)
        #expect(peek(SplitFeeding.byByte(bytes)) == .malformed)
    }

    @Test(arguments: [
        HandMadeHello.Extension.raw(kind: 0, []),
        .raw(kind: 0, [0, 4, 0, 0, 9, 1]),  // a name longer than its list
        .raw(kind: 0, [0, 4, 1, 0, 1, 65]),  // a name of unknown type
        .raw(kind: 16, [0, 2, 5, 1]),
        .raw(kind: 16, [0, 1, 0]),  // an empty protocol name
        .raw(kind: 43, [3, 3, 4, 3]),  // an odd number of bytes
        .raw(kind: 43, [2, 3, 4, 3]),  // bytes after the list
    ])
    func `a broken extension is malformed`(broken: HandMadeHello.Extension) {
        #expect(peek([HandMadeHello(extensions: [broken]).records()]) == .malformed)
    }

    @Test func `a changed or missing byte anywhere never crashes`() {
        let bytes = HandMadeHello(extensions: [.serverName("a.test"), .versions([0x0304])]).records()
        for position in bytes.indices {
            for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
                var changed = bytes
                changed[position] = value
                let whole = peek([changed])
                #expect(peek(SplitFeeding.byByte(changed)) == whole)
            }
        }
    }

    @Test func `bytes that were peeked at are fed later and complete the handshake`() throws {
        let authority = try Authority()
        let context = try authority.clientContext { $0.applicationProtocols = ["h2", "http/1.1"] }
        let client = TLSConnection(client: context, host: "api.test")
        #expect(client.handshake() == .needsInput)
        var kept: [UInt8] = []
        client.takeOutput { kept = Array($0) }
        guard case .hello(let hello) = peek([kept]) else {
            Issue.record("no ClientHello")
            return
        }
        // Now the upstream is asked, and chooses the client's second protocol.
        let chosen = hello.applicationProtocols[1]
        let server = TLSConnection(server: try authority.serverContext(), applicationProtocols: [chosen])
        kept.withUnsafeBytes { server.receive($0) }
        #expect(Wire(client: client, server: server).handshake() == (.complete, .complete))
        #expect(client.facts?.applicationProtocol == "http/1.1")
    }
}

/// A ClientHello written field by field from RFC 8446 section 4.1.2.
struct HandMadeHello {
    enum Extension: Sendable, CustomTestStringConvertible {
        case raw(kind: Int, [UInt8])
        case serverName(String)
        case applicationProtocols([String])
        case versions([Int])

        var testDescription: String { "\(bytes)" }

        var bytes: [UInt8] {
            switch self {
            case .raw(let kind, let content): number(kind) + vector(content)
            case .serverName(let name): number(0) + vector(vector([0] + vector(Array(name.utf8))))
            case .applicationProtocols(let names):
                number(16) + vector(vector(names.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }))
            case .versions(let versions): number(43) + vector([UInt8(versions.count * 2)] + versions.flatMap(number))
            }
        }
    }

    var extensions: [Extension]?

    /// The message in records of `size` bytes.
    func records(of size: Int = 16_384) -> [UInt8] {
        var body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32)
        body += [2, 9, 9]  // session id
        body += vector([0x13, 0x01, 0x13, 0x02])  // cipher suites
        body += [1, 0]  // compression methods
        if let extensions { body += vector(extensions.flatMap(\.bytes)) }
        let message = [1, 0] + vector(body)
        return stride(from: 0, to: message.count, by: size).flatMap { start in
            [22, 3, 1] + vector(Array(message[start..<min(start + size, message.count)]))
        }
    }
}

private func number(_ value: Int) -> [UInt8] {
    [UInt8(value >> 8), UInt8(value & 0xFF)]
}

private func vector(_ bytes: [UInt8]) -> [UInt8] {
    number(bytes.count) + bytes
}
