import Synchronization
import TLSEngine
import Testing

@Suite struct TLSConnectionTests {
    let authority: Authority

    init() throws {
        authority = try Authority()
    }

    @Test(arguments: TLSVersion.allCases, [1, 7, 1000, .max])
    func `a handshake completes in pieces of any size`(version: TLSVersion, size: Int) throws {
        let context = try authority.clientContext { options in
            options.maximumVersion = version
            options.applicationProtocols = ["h2", "http/1.1"]
        }
        let server = try authority.serverContext { $0.applicationProtocols = ["http/1.1"] }
        var wire = Wire(context, server)
        wire.pieceSize = { size }
        #expect(wire.client.facts == nil)
        #expect(wire.handshake() == (.complete, .complete))
        let facts = try #require(wire.client.facts)
        #expect(facts.version == version.rawValue)
        #expect(facts.cipher.contains("AES") || facts.cipher.contains("CHACHA"))
        #expect(facts.applicationProtocol == "http/1.1")
        #expect(!facts.resumed)
        #expect(facts.peerSubject == "CN=leaf")
        #expect(wire.server.facts?.serverName == "api.test")
        #expect(wire.server.facts?.applicationProtocol == "http/1.1")
    }

    @Test func `ALPN follows the connection's own list and the server's order`() throws {
        let context = try authority.clientContext { $0.applicationProtocols = ["http/1.1"] }
        let server = try authority.serverContext { $0.applicationProtocols = ["h2", "http/1.1"] }
        let client = TLSConnection(client: context, host: "api.test", applicationProtocols: ["http/1.1", "h2"])
        let wire = Wire(client: client, server: TLSConnection(server: server))
        #expect(wire.handshake() == (.complete, .complete))
        #expect(client.facts?.applicationProtocol == "h2")
    }

    @Test func `without ALPN there is no protocol, without a common one no connection`() throws {
        let plain = Wire(try authority.clientContext(), try authority.serverContext())
        #expect(plain.handshake() == (.complete, .complete))
        #expect(plain.client.facts?.applicationProtocol == nil)
        let context = try authority.clientContext { $0.applicationProtocols = ["h2"] }
        let server = try authority.serverContext { $0.applicationProtocols = ["http/1.1"] }
        let wire = Wire(context, server)
        #expect(wire.handshake().client == .failed(.alert(code: 120, name: "no application protocol")))
    }

    @Test(arguments: TLSVersion.allCases)
    func `bytes arrive whole, cut at random and one by one`(version: TLSVersion) throws {
        let context = try authority.clientContext { $0.maximumVersion = version }
        var wire = Wire(context, try authority.serverContext())
        #expect(wire.handshake() == (.complete, .complete))
        let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var random = SystemRandomNumberGenerator()
        wire.pieceSize = { Int.random(in: 1...40_000, using: &random) }
        #expect(wire.send(large, from: wire.client, to: wire.server) == large)
        #expect(wire.send(large, from: wire.server, to: wire.client) == large)
        wire.pieceSize = { 1 }
        let small = Array(large.prefix(40_000))
        #expect(wire.send(small, from: wire.server, to: wire.client) == small)
        #expect(wire.send([], from: wire.server, to: wire.client) == [])
        #expect(wire.server.outputCount == 0)
    }

    @Test func `input that nobody read yet is kept in order`() throws {
        let wire = Wire(try authority.clientContext(), try authority.serverContext())
        #expect(wire.handshake() == (.complete, .complete))
        for text in ["one ", "two ", "three"] {
            let error = Array(text.utf8).withUnsafeBytes { wire.server.write($0) }
            #expect(error == nil)
            wire.pass(from: wire.server, to: wire.client) {}
        }
        var received: [UInt8] = []
        #expect(readAll(wire.client, into: &received) == .needsInput)
        #expect(received == Array("one two three".utf8))
    }

    @Test func `a write goes into lent memory as far as it holds`() throws {
        let wire = Wire(try authority.clientContext(), try authority.serverContext())
        #expect(wire.handshake() == (.complete, .complete))
        let plaintext = [UInt8](repeating: 7, count: 40_000)
        for room in [TLSConnection.maximumCiphertextCount(for: plaintext.count), 20_000, 10, 0] {
            var memory = [UInt8](repeating: 0, count: room)
            let (count, error) = plaintext.withUnsafeBytes { bytes in
                memory.withUnsafeMutableBytes { wire.server.write(bytes, into: $0) }
            }
            #expect(error == nil)
            #expect(count <= room)
            #expect((room > plaintext.count) == (wire.server.outputCount == 0))
            var received: [UInt8] = []
            memory[..<count].withUnsafeBytes { wire.client.receive($0) }
            wire.pass(from: wire.server, to: wire.client) { _ = readAll(wire.client, into: &received) }
            _ = readAll(wire.client, into: &received)
            #expect(received == plaintext)
        }
    }

    @Test(arguments: TLSVersion.allCases)
    func `close_notify ends reading and leaves writing open`(version: TLSVersion) throws {
        let context = try authority.clientContext { $0.maximumVersion = version }
        let wire = Wire(context, try authority.serverContext())
        #expect(wire.handshake() == (.complete, .complete))
        let last = Array("last".utf8)
        let error = last.withUnsafeBytes { wire.server.write($0) }
        #expect(error == nil)
        wire.server.shutdown()
        wire.server.shutdown()
        var received: [UInt8] = []
        var end = TLSReadResult.needsInput
        wire.pass(from: wire.server, to: wire.client) { end = readAll(wire.client, into: &received) }
        #expect(received == last)
        #expect(end == .closed)
        #expect(wire.client.receivedCloseNotify)
        #expect(readEnd(wire.client) == .closed)
        #expect(wire.send(last, from: wire.client, to: wire.server) == last)
        wire.client.receiveEnd()
        #expect(readEnd(wire.client) == .closed)
    }

    @Test func `an end without close_notify is a truncation`() throws {
        let wire = Wire(try authority.clientContext(), try authority.serverContext())
        #expect(wire.handshake() == (.complete, .complete))
        #expect(wire.send([1, 2, 3], from: wire.server, to: wire.client) == [1, 2, 3])
        wire.client.receiveEnd()
        #expect(readEnd(wire.client) == .truncated)
        #expect(!wire.client.receivedCloseNotify)
        #expect(wire.send([4], from: wire.client, to: wire.server) == [4])
    }

    @Test func `writing after shutdown is an error`() throws {
        let wire = Wire(try authority.clientContext(), try authority.serverContext())
        #expect(wire.handshake() == (.complete, .complete))
        wire.client.shutdown()
        let error = [UInt8](repeating: 1, count: 10).withUnsafeBytes { wire.client.write($0) }
        #expect(error == .other("written after shutdown"))
    }

    @Test func `the key log gets lines of both sides`() throws {
        let lines = KeyLines()
        let context = try authority.clientContext { options in options.keyLog = { lines.add($0) } }
        let server = try authority.serverContext { options in options.keyLog = { lines.add($0) } }
        #expect(Wire(context, server).handshake() == (.complete, .complete))
        let secrets = lines.all.filter { $0.hasPrefix("CLIENT_TRAFFIC_SECRET_0 ") }
        #expect(secrets.count == 2)
        #expect(Set(secrets).count == 1)
    }
}

private final class KeyLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}
