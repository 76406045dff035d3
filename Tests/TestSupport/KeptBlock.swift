package import StreamCore

/// A framed block that outlives its parser's callback.
package struct KeptBlock: Equatable, Sendable, CustomStringConvertible {
    package var kind: FramedBlock.Kind
    package var bytes: [UInt8]
    package var data: [UInt8]
    package var type: String
    package var lastEventID: String
    package var retry: Int?
    package var errorField: String?
    package var isTail: Bool
    package var framing: Framing
    package var piece: FramedBlock.Piece

    package init(_ block: FramedBlock) {
        kind = block.kind
        bytes = Array(block.bytes)
        data = Array(block.data)
        type = String(decoding: block.type, as: UTF8.self)
        lastEventID = String(decoding: block.lastEventID, as: UTF8.self)
        retry = block.retry
        errorField = block.errorField.map { String(decoding: $0, as: UTF8.self) }
        isTail = block.isTail
        framing = block.framing
        piece = block.piece
    }

    package var text: String { String(decoding: data, as: UTF8.self) }

    package var description: String {
        "\(kind)\(isTail ? " tail" : "") \(piece) \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            + " data \(text.debugDescription) type \(type) id \(lastEventID) retry \(retry.map(String.init) ?? "-")"
    }

    /// What clients see of it: equal for every way to cut a body into reads.
    package var meaning: String {
        "\(kind.rawValue) \(type.debugDescription) \(text.debugDescription) \(lastEventID.debugDescription)"
            + " \(retry.map(String.init) ?? "-") \(errorField ?? "-") \(isTail)"
    }
}
