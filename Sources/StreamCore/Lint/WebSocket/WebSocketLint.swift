/// Rules about the frames, the messages and the end of a WebSocket (RFC 6455, RFC 7692).
///
/// What messages mean is checked as the events of other streams are (``StreamLinter``).
package struct WebSocketLint: Sendable {
    /// What is remembered of one side.
    private struct Side: Sendable {
        /// A message has begun and not ended.
        var isInMessage = false
        /// The last frame goes on in the next part.
        var isInFrame = false
        var hasClosed = false
    }

    private let deflate: MessageDeflate?
    /// Nobody here knows what its extensions make of the reserved bits.
    private let hasUnknownExtensions: Bool
    private var client = Side()
    private var upstream = Side()
    private var report = LintReport()

    package init(_ handshake: WebSocketHandshake) {
        deflate = handshake.deflate
        hasUnknownExtensions = !handshake.unknownExtensions.isEmpty
    }

    /// In order of place.
    package var findings: [Finding] { report.ordered }
    /// What was found since the last ``begin(at:)``.
    package var latest: [Finding] { report.latest }

    /// What is checked next stands there.
    package mutating func begin(at place: LintPlace) {
        report.begin(at: place)
    }

    package mutating func check(_ frame: WebSocketFrame) {
        var side = frame.sender == .client ? client : upstream
        check(frame, of: &side)
        if frame.sender == .client { client = side } else { upstream = side }
    }

    /// Bytes that are no frame.
    package mutating func checkUnframed(from sender: WebSocketSender) {
        let message = "what \(sender.noun) sent is no frame: its length is impossible, or its head was cut off"
        report.add(.wsLength, message, subject: sender.rawValue)
    }

    package mutating func check(_ message: WebSocketMessage) {
        switch message.opcode {
        case .text where !message.isCompressed && !message.isTail && !message.isCut:
            checkText(message.payload, "the text message", from: message.sender)
        case .close: checkClose(message)
        default: break
        }
    }
}

extension WebSocketLint {
    private mutating func check(_ frame: WebSocketFrame, of side: inout Side) {
        let isRest = side.isInFrame
        side.isInFrame = frame.goesOn
        // The head was checked with its first part.
        guard !isRest else { return }
        let header = frame.header
        if side.hasClosed {
            report.add(.wsAfterClose, "\(frame.what) follows \(frame.sender.noun)'s close frame", frame)
        }
        checkMask(frame)
        checkReserved(frame, isFirst: header.opcode.isMessage)
        if !header.opcode.isKnown {
            report.add(.wsOpcode, "opcode \(header.opcode.rawValue) is reserved", frame)
        }
        if !header.isLengthMinimal {
            let message = "a length of \(header.payloadLength) is written in \(header.lengthBytes) more bytes"
            report.add(.wsLength, message, frame, severity: .warning)
        }
        if header.opcode.isControl { checkControl(frame) } else { checkOrder(frame, of: &side) }
        if header.opcode == .close { side.hasClosed = true }
    }

    /// RFC 6455 5.1: clients mask, servers do not.
    private mutating func checkMask(_ frame: WebSocketFrame) {
        let isMasked = frame.header.mask != nil
        if frame.sender == .client, !isMasked {
            report.add(.wsUnmasked, "the client's \(frame.name) is not masked", frame)
        } else if frame.sender == .upstream, isMasked {
            report.add(.wsMasked, "the upstream's \(frame.name) is masked", frame)
        }
    }

    private mutating func checkReserved(_ frame: WebSocketFrame, isFirst: Bool) {
        guard !hasUnknownExtensions else { return }
        // RFC 7692 6.1: the first frame of a message alone says that it is compressed.
        let allowed = deflate != nil && isFirst ? WebSocketFrameHeader.compressed : 0
        guard frame.header.reserved & ~allowed != 0 else { return }
        let bits = [(4, "RSV1"), (2, "RSV2"), (1, "RSV3")].filter { frame.header.reserved & ~allowed & $0.0 != 0 }
        let names = bits.map(\.1).joined(separator: ", ")
        report.add(.wsReservedBits, "\(names) set in \(frame.what) although no extension gives that a meaning", frame)
    }

    /// RFC 6455 5.5.
    private mutating func checkControl(_ frame: WebSocketFrame) {
        if !frame.header.isFinal { report.add(.wsControl, "\(frame.what) is fragmented", frame) }
        if frame.header.payloadLength > 125 {
            report.add(.wsControl, "\(frame.what) holds \(frame.header.payloadLength) bytes: 125 are allowed", frame)
        }
    }

    /// RFC 6455 5.4.
    private mutating func checkOrder(_ frame: WebSocketFrame, of side: inout Side) {
        if frame.header.opcode == .continuation {
            if !side.isInMessage { report.add(.wsFragments, "a continuation frame continues no message", frame) }
        } else if side.isInMessage {
            report.add(.wsFragments, "\(frame.what) begins a message before the last one ended", frame)
        }
        side.isInMessage = !frame.header.isFinal
    }

    private mutating func checkText(_ text: ByteView, _ what: String, from sender: WebSocketSender) {
        guard let bad = UTF8Validation.firstInvalid(in: text) else { return }
        let byte = String(text[bad], radix: 16, uppercase: true)
        let message = "byte 0x\(byte) at place \(bad) of \(what) does not belong to UTF-8"
        report.add(.wsBadUtf8, message, subject: sender.rawValue)
    }

    /// Whoever closes second only repeats the code (RFC 6455 5.5.1).
    private func isAnswer(_ message: WebSocketMessage) -> Bool {
        message.sender == .client ? upstream.hasClosed : client.hasClosed
    }

    private mutating func checkClose(_ message: WebSocketMessage) {
        let close = WebSocketClose(message.payload)
        if message.payload.count == 1 {
            let text = "\(message.sender.noun)'s close frame holds one byte: a code takes two"
            return report.add(.wsCloseCode, text, subject: message.sender.rawValue)
        }
        if !close.isAllowed {
            let text = "\(message.sender.noun) sent the close code \(close.code ?? 0), which nobody may send"
            report.add(.wsCloseCode, text, subject: message.sender.rawValue)
        } else if close.isFailure, !isAnswer(message) {
            let text = "\(message.sender.noun) closed with \(Excerpt.text(of: close.description))"
            report.add(.wsCloseError, text, subject: message.sender.rawValue)
        }
        if message.payload.count > 2 {
            checkText(ByteView(rebasing: message.payload[2...]), "the close reason", from: message.sender)
        }
    }
}

extension LintReport {
    fileprivate mutating func add(
        _ code: LintCode,
        _ message: String,
        _ frame: WebSocketFrame,
        severity: Finding.Severity? = nil
    ) {
        add(code, message, subject: frame.sender.rawValue, severity: severity)
    }
}

extension WebSocketFrame {
    /// As in `text frame`.
    fileprivate var name: String { "\(header.opcode.name ?? "frame of opcode \(header.opcode.rawValue)") frame" }

    fileprivate var what: String { "\(sender.noun)'s \(name)" }
}

extension WebSocketSender {
    fileprivate var noun: String { self == .client ? "the client" : "the upstream" }
}
