import NIOCore
import NIOEmbedded
import TLSEngine
import Testing

@testable import ProxyEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A client and a server with TLS, and the ciphertext between them.
private final class TLSPair {
    let client = EmbeddedChannel()
    let server = EmbeddedChannel()
    private(set) var clientHandshake: Result<Void, any Error>?
    private(set) var serverHandshake: Result<Void, any Error>?
    /// Ciphertext is carried in pieces of this size.
    var pieceSize = Int.max

    /// - Parameters:
    ///   - trusted: the client trusts the server.
    ///   - wantsClient: the server lets in nobody without a certificate.
    /// - Throws: when no certificate can be made.
    init(trusted: Bool = true, wantsClient: Bool = false) throws {
        let identity = try TLSIdentity.selfSigned(names: ["up.test"])
        var options = TLSClientContext.Options()
        options.usesSystemTrust = false
        if trusted { options.extraAuthorities = [.bytes(identity.certificatePEM, name: "self.pem")] }
        let clientContext = try TLSClientContext(options)
        var serverOptions = TLSServerContext.Options(identity: identity)
        if wantsClient { serverOptions.clientAuthorities = [.bytes(identity.certificatePEM, name: "self.pem")] }
        let serverContext = try TLSServerContext(serverOptions)
        try add(TLSConnection(client: clientContext, host: "up.test"), to: client) { [unowned self] in
            clientHandshake = $0
        }
        try add(TLSConnection(server: serverContext), to: server) { [unowned self] in serverHandshake = $0 }
    }

    private func add(
        _ connection: TLSConnection,
        to channel: EmbeddedChannel,
        _ done: @escaping (Result<Void, any Error>) -> Void
    ) throws {
        let handshake = channel.embeddedEventLoop.makePromise(of: Void.self)
        handshake.futureResult.assumeIsolated().whenComplete(done)
        try channel.pipeline.syncOperations.addHandler(TLSHandler(connection: connection, handshake: handshake))
        _ = try? channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
    }

    /// Carries ciphertext both ways until there is none.
    func pump() throws {
        while try carry(from: client, to: server) || carry(from: server, to: client) {}
    }

    func carry(from sender: EmbeddedChannel, to receiver: EmbeddedChannel) throws -> Bool {
        guard var bytes = try sender.readOutbound(as: ByteBuffer.self) else { return false }
        while let piece = bytes.readSlice(length: min(pieceSize, bytes.readableBytes)), piece.readableBytes > 0 {
            guard receiver.isActive else { return true }
            try receiver.writeInbound(piece)
        }
        return true
    }

    static func received(by channel: EmbeddedChannel) throws -> ByteBuffer {
        var all = ByteBuffer()
        while var part = try channel.readInbound(as: ByteBuffer.self) { all.writeBuffer(&part) }
        return all
    }

    func finish() {
        _ = try? client.finish(acceptAlreadyClosed: true)
        _ = try? server.finish(acceptAlreadyClosed: true)
    }
}

@Suite struct TLSHandlerTests {
    private func pattern(_ count: Int) -> ByteBuffer {
        ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 8)) })
    }

    @Test(arguments: [1, 7, 1000, Int.max]) func `the handshake completes however its bytes are cut`(_ pieceSize: Int)
        throws
    {
        let pair = try TLSPair()
        defer { pair.finish() }
        pair.pieceSize = pieceSize
        try pair.pump()
        #expect((try? pair.clientHandshake?.get()) != nil)
        #expect((try? pair.serverHandshake?.get()) != nil)
    }

    @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 3_000_000]) func `bodies of all sizes arrive whole both ways`(
        _ count: Int
    ) throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        try pair.pump()
        let body = pattern(count)
        let sent = pair.client.writeAndFlush(body)
        try pair.pump()
        try sent.wait()
        #expect(try TLSPair.received(by: pair.server) == body)
        pair.pieceSize = 4093
        let answered = pair.server.writeAndFlush(body)
        try pair.pump()
        try answered.wait()
        #expect(try TLSPair.received(by: pair.client) == body)
    }

    @Test func `what is written before the handshake is sent after it, in order`() throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        let writes = ["one ", "two ", "three"].map { pair.client.write(ByteBuffer(string: $0)) }
        pair.client.flush()
        try pair.pump()
        for write in writes { try write.wait() }
        #expect(try String(buffer: TLSPair.received(by: pair.server)) == "one two three")
    }

    @Test func `one read of ciphertext is one read of plaintext`() throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        try pair.pump()
        for text in ["a", "b", "c"] { pair.server.write(ByteBuffer(string: text), promise: nil) }
        pair.server.flush()
        var ciphertext = ByteBuffer()
        while var part = try pair.server.readOutbound(as: ByteBuffer.self) { ciphertext.writeBuffer(&part) }
        try pair.client.writeInbound(ciphertext)
        #expect(try pair.client.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "abc"))
        #expect(try pair.client.readInbound(as: ByteBuffer.self) == nil)
    }

    @Test func `close says close_notify, and the peer closes after the last bytes`() throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        try pair.pump()
        pair.server.write(ByteBuffer(string: "last words"), promise: nil)
        pair.server.close(promise: nil)
        try pair.pump()
        #expect(try String(buffer: TLSPair.received(by: pair.client)) == "last words")
        #expect(!pair.client.isActive)
        try pair.client.throwIfErrorCaught()
    }

    @Test func `an untrusted certificate fails the handshake and closes`() throws {
        let pair = try TLSPair(trusted: false)
        defer { pair.finish() }
        try? pair.pump()
        let error = #expect(throws: TLSError.self) { try pair.clientHandshake?.get() }
        #expect(error == .selfSignedCertificate(subject: "CN=up.test") || error != nil)
        #expect(!pair.client.isActive)
    }

    @Test func `a peer that does not speak TLS fails the handshake`() throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        _ = try? pair.client.writeInbound(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n"))
        #expect(throws: TLSError.notTLS) { try pair.clientHandshake?.get() }
        #expect(!pair.client.isActive)
    }

    @Test func `a connection that closes during the handshake fails it`() throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        let early = pair.client.writeAndFlush(ByteBuffer(string: "never sent"))
        try pair.client.close().wait()
        #expect(throws: TLSError.closedDuringHandshake) { try pair.clientHandshake?.get() }
        #expect(throws: ChannelError.self) { try early.wait() }
    }

    @Test func `a reset by a peer that asked for a certificate is taken for its refusal`() throws {
        let pair = try TLSPair(wantsClient: true)
        defer { pair.finish() }
        // The client believes that all is well; what the server says about it is lost with the connection.
        #expect(try pair.carry(from: pair.client, to: pair.server))
        #expect(try pair.carry(from: pair.server, to: pair.client))
        #expect((try? pair.clientHandshake?.get()) != nil)
        pair.client.pipeline.fireErrorCaught(IOError(errnoCode: ECONNRESET, reason: "read"))
        #expect(throws: TLSError.clientCertificateMissing) { try pair.client.throwIfErrorCaught() }
    }

    @Test func `any other reset stays one`() throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        try pair.pump()
        pair.client.pipeline.fireErrorCaught(IOError(errnoCode: ECONNRESET, reason: "read"))
        #expect(throws: IOError.self) { try pair.client.throwIfErrorCaught() }
    }

    @Test func `broken ciphertext is an error and ends the connection`() throws {
        let pair = try TLSPair()
        defer { pair.finish() }
        try pair.pump()
        pair.server.writeAndFlush(ByteBuffer(string: "fine"), promise: nil)
        var ciphertext = try #require(try pair.server.readOutbound(as: ByteBuffer.self))
        let last = ciphertext.writerIndex - 1
        ciphertext.setInteger(~(ciphertext.getInteger(at: last, as: UInt8.self) ?? 0), at: last)
        #expect(throws: TLSError.self) { try pair.client.writeInbound(ciphertext) }
        #expect(!pair.client.isActive)
    }
}
