import NIOCore
import NIOHTTP1

/// Leads the data of chunked response bodies past the HTTP decoder.
///
/// Nearly all streams are chunked, and the decoder is the dearest step on their way. It sees the head, then
/// nothing until the last chunk, and so takes the body for an empty one; what comes between goes straight to
/// the receiver, and so does all that follows a 101. Wherever a response is out of the ordinary the decoder gets all of it.
final class ChunkedBodyHandler<Receiver: ResponseReceiver>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let receiver: Receiver
    /// While a body is led past the decoder.
    private var parser: ChunkDataParser?
    /// The decoder holds the beginning of a head: it alone knows where that ends.
    private var headIsCut = false
    /// The beginning of a head that may end HTTP on this connection: only a whole one tells what is behind it.
    private var heldHead: ByteBuffer?

    /// A longer head goes to the decoder, which refuses it.
    private static var longestHead: Int { 256 << 10 }

    init(receiver: Receiver) {
        self.receiver = receiver
    }

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
}

/// Who takes what the decoder makes of responses, and what is led past it.
protocol ResponseReceiver: AnyObject {
    /// What the decoder waits for, as far as it has told.
    var phase: ResponsePhase { get }
    /// The next head may end HTTP on this connection.
    var awaitsUpgrade: Bool { get }
    func received(body bytes: ByteBuffer)
}

enum ResponsePhase {
    /// A response's head, or another one behind an interim one.
    case head
    /// The first chunk of a body.
    case firstChunk
    /// The rest of a body, or one that is not chunked.
    case body
    /// No HTTP any more: a 101 went before.
    case upgraded

    /// What follows a head.
    init(behind head: HTTPResponseHead, requestMethod: HTTPMethod?) {
        if head.status.code < 200 {
            self = head.status == .switchingProtocols ? .upgraded : .head
        } else {
            let hasBody = head.status.code != 204 && head.status.code != 304 && requestMethod != .HEAD
            self = hasBody && ResponseSerializer.isChunked(head.headers) ? .firstChunk : .body
        }
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
