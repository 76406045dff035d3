import NIOCore
import StreamCore
import TLSEngine

/// The only place where NIO meets OpenSSL: moves ciphertext between a channel and a ``TLSConnection``.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: TLSConnection
    private var isHandshaking = true
    /// Nothing was decrypted so far.
    private var isUnanswered = true
    /// Completed once the handshake is.
    private let handshake: EventLoopPromise<Void>
    /// Plaintext that was written before the handshake was complete.
    private var early: [(ByteBuffer, EventLoopPromise<Void>?)] = []

    init(connection: TLSConnection, handshake: EventLoopPromise<Void>) {
        self.connection = connection
        self.handshake = handshake
    }

    /// What was agreed on, once the handshake is complete.
    var facts: TLSFacts? { connection.facts }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { continueHandshake(context: context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // The channel may never have become active.
        giveUpHandshake(reasonToClose)
    }

    func channelActive(context: ChannelHandlerContext) {
        continueHandshake(context: context)
        context.fireChannelActive()
    }

    /// Why the peer may have gone.
    private var reasonToClose: TLSError {
        connection.wasAskedForCertificate ? .clientCertificateMissing : .closedDuringHandshake
    }

    /// Ends a handshake that is still going on.
    func giveUpHandshake(_ error: any Error) {
        guard isHandshaking else { return }
        isHandshaking = false
        handshake.fail(error)
    }

    // From the network.

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let ciphertext = unwrapInboundIn(data)
        var plaintext = context.channel.allocator.buffer(capacity: ciphertext.readableBytes)
        var end: TLSReadResult?
        ciphertext.withUnsafeReadableBytes { bytes in
            connection.receive(bytes) {
                if isHandshaking { continueHandshake(context: context) }
                if !isHandshaking { end = readAll(into: &plaintext) }
            }
        }
        sendOutput(context: context)
        if plaintext.readableBytes > 0 {
            isUnanswered = false
            context.fireChannelRead(wrapInboundOut(plaintext))
        }
        if let end { inputEnded(end, context: context) }
    }

    /// Decrypts everything that is there; returns why there will be no more, if so.
    private func readAll(into plaintext: inout ByteBuffer) -> TLSReadResult? {
        while true {
            var result = TLSReadResult.needsInput
            plaintext.writeWithUnsafeMutableBytes(minimumWritableBytes: 1) { memory in
                result = connection.read(into: memory)
                return if case .bytes(let count) = result { count } else { 0 }
            }
            switch result {
            case .bytes: continue
            case .needsInput: return nil
            case .closed, .truncated, .failed: return result
            }
        }
    }

    private func inputEnded(_ end: TLSReadResult, context: ChannelHandlerContext) {
        if case .failed(let error) = end { context.fireErrorCaught(error) }
        // RFC 8446 6.1: a close_notify is answered with one.
        if case .closed = end {
            connection.shutdown()
            sendOutput(context: context)
        }
        context.close(promise: nil)
    }

    private func continueHandshake(context: ChannelHandlerContext) {
        guard isHandshaking else { return }
        let status = connection.handshake()
        sendOutput(context: context)
        switch status {
        case .needsInput: break
        case .complete:
            isHandshaking = false
            sendEarly(context: context)
            handshake.succeed()
        case .failed(let error):
            isHandshaking = false
            handshake.fail(error)
            context.close(promise: nil)
        }
    }

    /// With TLS 1.3 the handshake is over by then; the alert that says why is often lost with the connection.
    private var lacksCertificate: Bool { !isHandshaking && isUnanswered && connection.wasAskedForCertificate }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error is IOError && lacksCertificate ? reasonToClose : error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.receiveEnd()
        if lacksCertificate { context.fireErrorCaught(reasonToClose) }
        giveUpHandshake(reasonToClose)
        for (_, promise) in early { promise?.fail(ChannelError.ioOnClosedChannel) }
        early = []
        context.fireChannelInactive()
    }

    // To the network.

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let plaintext = unwrapOutboundIn(data)
        if isHandshaking {
            early.append((plaintext, promise))
        } else {
            encrypt(plaintext, promise: promise, context: context)
        }
    }

    private func sendEarly(context: ChannelHandlerContext) {
        for (plaintext, promise) in early { encrypt(plaintext, promise: promise, context: context) }
        if !early.isEmpty { context.flush() }
        early = []
    }

    private func encrypt(_ plaintext: ByteBuffer, promise: EventLoopPromise<Void>?, context: ChannelHandlerContext) {
        guard plaintext.readableBytes > 0 else { return context.write(wrapOutboundOut(plaintext), promise: promise) }
        let room = TLSConnection.maximumCiphertextCount(for: plaintext.readableBytes)
        var ciphertext = context.channel.allocator.buffer(capacity: room)
        var failure: TLSError?
        ciphertext.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
            plaintext.withUnsafeReadableBytes { bytes in
                let (count, error) = connection.write(bytes, into: memory)
                failure = error
                return count
            }
        }
        if let failure {
            promise?.fail(failure)
            context.fireErrorCaught(failure)
            return context.close(promise: nil)
        }
        let hasMore = connection.outputCount > 0
        context.write(wrapOutboundOut(ciphertext), promise: hasMore ? nil : promise)
        if hasMore { writeOutput(promise: promise, context: context) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if !isHandshaking, mode != .input {
            connection.shutdown()
            sendOutput(context: context)
        }
        context.close(mode: mode, promise: promise)
    }

    private func sendOutput(context: ChannelHandlerContext) {
        guard connection.outputCount > 0 else { return }
        writeOutput(promise: nil, context: context)
        context.flush()
    }

    private func writeOutput(promise: EventLoopPromise<Void>?, context: ChannelHandlerContext) {
        var output = context.channel.allocator.buffer(capacity: connection.outputCount)
        connection.takeOutput { output.writeBytes($0) }
        context.write(wrapOutboundOut(output), promise: promise)
    }
}
