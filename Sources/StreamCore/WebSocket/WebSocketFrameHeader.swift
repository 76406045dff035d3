/// What a WebSocket frame carries (RFC 6455, section 5.2): four bits, of which six values have a meaning.
package struct WebSocketOpcode: Hashable, Sendable {
    package var rawValue: UInt8

    package init(_ rawValue: UInt8) {
        self.rawValue = rawValue & 0x0F
    }

    /// More of the message that is open.
    package static let continuation = Self(0)
    package static let text = Self(1)
    package static let binary = Self(2)
    package static let close = Self(8)
    package static let ping = Self(9)
    package static let pong = Self(10)

    /// Control frames may stand between the frames of a message.
    package var isControl: Bool { rawValue & 8 != 0 }
    package var isText: Bool { self == .text }
    /// It begins a message.
    package var isMessage: Bool { self == .text || self == .binary }

    package var isKnown: Bool { name != nil }

    /// A word for people; nil for reserved values.
    package var name: String? {
        switch self {
        case .continuation: "continuation"
        case .text: "text"
        case .binary: "binary"
        case .close: "close"
        case .ping: "ping"
        case .pong: "pong"
        default: nil
        }
    }
}

/// Who sent a frame.
package enum WebSocketSender: String, Hashable, Sendable {
    case client, upstream
}

/// The head of a WebSocket frame as it stood on the wire.
package struct WebSocketFrameHeader: Hashable, Sendable {
    package var opcode: WebSocketOpcode
    /// No further frame of the message follows.
    package var isFinal: Bool
    /// RSV1 is 4, RSV2 is 2, RSV3 is 1.
    package var reserved: UInt8
    /// The masking key, its first byte the highest; nil for a frame that is not masked.
    package var mask: UInt32?
    package var payloadLength: Int
    /// How many bytes said the length beside the seven bits: 0, 2 or 8.
    package var lengthBytes: Int

    package init(
        _ opcode: WebSocketOpcode,
        isFinal: Bool = true,
        reserved: UInt8 = 0,
        mask: UInt32? = nil,
        payloadLength: Int,
        lengthBytes: Int? = nil
    ) {
        self.opcode = opcode
        self.isFinal = isFinal
        self.reserved = reserved & 7
        self.mask = mask
        self.payloadLength = payloadLength
        self.lengthBytes = lengthBytes ?? Self.lengthBytes(for: payloadLength)
    }

    /// RSV1, which permessage-deflate sets on the first frame of a compressed message (RFC 7692, section 6).
    package static let compressed: UInt8 = 4

    /// How many bytes must say a length; more are forbidden.
    package static func lengthBytes(for payloadLength: Int) -> Int {
        payloadLength < 126 ? 0 : payloadLength <= 0xFFFF ? 2 : 8
    }

    package var isLengthMinimal: Bool { lengthBytes == Self.lengthBytes(for: payloadLength) }

    /// Appends the head as it stands on the wire.
    package func append(to bytes: inout [UInt8]) {
        bytes.append((isFinal ? 0x80 : 0) | reserved << 4 | opcode.rawValue)
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch lengthBytes {
        case 0: bytes.append(maskBit | UInt8(truncatingIfNeeded: payloadLength))
        case 2: bytes.append(maskBit | 126)
        default: bytes.append(maskBit | 127)
        }
        for place in (0..<lengthBytes).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: payloadLength >> (place * 8)))
        }
        guard let mask else { return }
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: mask >> UInt32(shift))) }
    }

    /// Appends a whole frame, masked where the head says so.
    package func append(payload: ByteView, to bytes: inout [UInt8]) {
        append(to: &bytes)
        guard let mask else { return bytes.append(contentsOf: payload) }
        var masking = WebSocketMask(mask)
        masking.apply(to: payload, appendingTo: &bytes)
    }
}

/// Masks and unmasks a payload that comes in pieces (RFC 6455, section 5.3).
struct WebSocketMask: Hashable, Sendable {
    /// The key, turned so that its highest byte is for the next byte.
    private var key: UInt32

    init(_ key: UInt32) {
        self.key = key
    }

    /// Appends the piece with the mask applied, and goes on behind it.
    mutating func apply(to piece: ByteView, appendingTo output: inout [UInt8]) {
        guard let source = UnsafeRawPointer(piece.baseAddress) else { return }
        let start = output.count
        output.append(contentsOf: piece)
        let wide = (UInt64(key) << 32 | UInt64(key)).bigEndian
        output.withUnsafeMutableBytes { bytes in
            var place = 0
            while place + 8 <= piece.count {
                let word = source.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ wide
                bytes.storeBytes(of: word, toByteOffset: start + place, as: UInt64.self)
                place += 8
            }
            while place < piece.count {
                bytes[start + place] ^= UInt8(truncatingIfNeeded: key >> UInt32(24 - place % 4 * 8))
                place += 1
            }
        }
        let turn = UInt32(piece.count % 4 * 8)
        if turn > 0 { key = key << turn | key >> (32 - turn) }
    }
}
