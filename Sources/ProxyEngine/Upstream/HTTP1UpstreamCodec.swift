import NIOCore
import NIOHTTP1

/// On the socket's side of the HTTP decoder: writes requests, and leads the data of chunked response bodies past it.
///
/// Nearly all streams are chunked, and the decoder is the dearest step on their way. It sees the head, then
/// nothing until the last chunk, and so takes the body for an empty one; what comes between goes straight to
/// the receiver, and so does all that follows a 101. Wherever a response is out of the ordinary the decoder gets all of it.
final class HTTP1UpstreamCodec<Receiver: ResponseReceiver>: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = ByteBuffer

    private let receiver: Receiver
    /// While a body is led past the decoder.
    private var parser: ChunkDataParser?
    /// The decoder holds the beginning of a head: it alone knows where that ends.
    private var headIsCut = false
    /// The beginning of a head that may end HTTP on this connection: only a whole one tells what is behind it.
    private var heldHead: ByteBuffer?
    private var serializer = RequestSerializer()
    /// What of requests has not been flushed: a small one leaves in one piece.
    private var output = ByteBuffer()

    /// A longer head goes to the decoder, which refuses it.
    private static var longestHead: Int { 256 << 10 }
    /// More of a body is not copied.
    private static var mostCopied: Int { 4 << 10 }
    /// Holds most heads.
    private static var usualHead: Int { 1 << 10 }

    init(receiver: Receiver) {
        self.receiver = receiver
    }

    // From the upstream.

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard parser != nil || receiver.phase == .head else {
            if receiver.phase == .upgraded { return receiver.received(body: unwrapInboundIn(data)) }
            return context.fireChannelRead(data)
        }
        var bytes = unwrapInboundIn(data)
        if heldHead != nil { joinHeldHead(&bytes) }
        if parser == nil, !headIsCut { decodeHeads(&bytes, context: context) }
        if parser != nil { takeBody(&bytes, context: context) }
        guard bytes.readableBytes > 0 else { return }
        let isHead = receiver.phase == .head
        if receiver.phase == .upgraded { return receiver.received(body: bytes) }
        if isHead, receiver.awaitsUpgrade, bytes.readableBytes < Self.longestHead, !bytes.holdsBlankLine {
            heldHead = bytes
            return
        }
        context.fireChannelRead(wrapInboundOut(bytes))
        headIsCut = isHead && receiver.phase == .head
    }

    /// Gives the decoder one head after the other, until one begins a chunked body.
    private func decodeHeads(_ bytes: inout ByteBuffer, context: ChannelHandlerContext) {
        while receiver.phase == .head, let length = bytes.headLength, let head = bytes.readSlice(length: length) {
            context.fireChannelRead(wrapInboundOut(head))
        }
        // Lines may end otherwise than ``headLength`` knows: then the decoder has seen more than a head.
        if receiver.phase == .firstChunk { parser = ChunkDataParser() }
    }

    private func joinHeldHead(_ bytes: inout ByteBuffer) {
        guard var whole = heldHead else { return }
        heldHead = nil
        whole.writeBuffer(&bytes)
        bytes = whole
    }

    private func takeBody(_ bytes: inout ByteBuffer, context: ChannelHandlerContext) {
        switch parser?.parse(&bytes, { receiver.received(body: $0) }) {
        case .needsMore, nil: break
        case .leftToDecoder: parser = nil
        case .malformed:
            parser = nil
            bytes.clear()
            context.fireErrorCaught(HTTPParserError.strictModeAssertion)
        }
    }

    // To the upstream.

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            output.reserveCapacity(Self.usualHead)
            serializer.appendHead(head, to: &output)
        case .body(.byteBuffer(let bytes)): take(body: bytes, context: context)
        case .body(.fileRegion): preconditionFailure("requests come from a client, not from a file")
        case .end(let trailers): serializer.appendEnd(trailers: trailers, to: &output)
        }
        if promise != nil { writeOutput(promise: promise, context: context) }
    }

    private func take(body bytes: ByteBuffer, context: ChannelHandlerContext) {
        guard bytes.readableBytes > Self.mostCopied else { return serializer.appendBody(bytes, to: &output) }
        serializer.appendBeginning(ofBodyBytes: bytes.readableBytes, to: &output)
        writePending(context: context)
        context.write(wrapOutboundOut(bytes), promise: nil)
        serializer.appendEndOfBodyBytes(to: &output)
    }

    func flush(context: ChannelHandlerContext) {
        writePending(context: context)
        context.flush()
    }

    private func writePending(context: ChannelHandlerContext) {
        if output.readableBytes > 0 { writeOutput(promise: nil, context: context) }
    }

    private func writeOutput(promise: EventLoopPromise<Void>?, context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(output), promise: promise)
        output = ByteBuffer()
    }
}

extension ByteBuffer {
    /// Whether a line without CR is followed by an empty one: the decoder takes that for a head's end, too.
    fileprivate var holdsBlankLine: Bool {
        withUnsafeReadableBytes { view in
            zip(view, view.dropFirst()).contains { $0 == UInt8(ascii: "\n") && $1 == UInt8(ascii: "\n") }
        }
    }

    /// The length of the lines up to the first empty one, itself included; nil when there is none.
    fileprivate var headLength: Int? {
        withUnsafeReadableBytes { view in
            var place = 3
            while place < view.count {
                if view[place] == UInt8(ascii: "\n"), view[place - 1] == UInt8(ascii: "\r"),
                    view[place - 2] == UInt8(ascii: "\n"), view[place - 3] == UInt8(ascii: "\r")
                {
                    return place + 1
                }
                place += 1
            }
            return nil
        }
    }
}
