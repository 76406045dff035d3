package import StreamCore

/// The kinds of line that carry body bytes; their payload stands at the top level of the line.
enum BodyKind {
    case requestBody, event, data, raw

    /// The line up to the number after `seq`.
    var opening: StaticString {
        switch self {
        case .requestBody: "{\"k\":\"qb\",\"seq\":"
        case .event: "{\"k\":\"ev\",\"seq\":"
        case .data: "{\"k\":\"dat\",\"seq\":"
        case .raw: "{\"k\":\"raw\",\"seq\":"
        }
    }
}

extension CaptureEncoder {
    /// One event, NDJSON line, array element or message with its exact bytes.
    package mutating func event(_ exchange: ULID, _ block: CaptureBlock, bytes: ByteView) {
        body(.event, exchange, block, bytes: bytes)
    }

    /// A body part that is not framed, or a WebSocket frame.
    package mutating func data(
        _ exchange: ULID,
        _ block: CaptureBlock,
        frame: CaptureFrame? = nil,
        bytes: ByteView
    ) {
        body(.data, exchange, block, frame: frame, bytes: bytes)
    }

    /// The wire bytes of one read of a compressed body, kept beside the decoded ones (`--keep-encoded`).
    package mutating func encodedData(_ exchange: ULID, _ block: CaptureBlock, bytes: ByteView) {
        body(.raw, exchange, block, bytes: bytes)
    }

    /// A part of the request's body; `index` is 0 for the first, `redactions` as in ``CaptureBlock/redactions``.
    package mutating func requestBody(
        _ exchange: ULID,
        index: Int,
        redactions: [RedactionEntry] = [],
        at time: MonotonicInstant,
        bytes: ByteView
    ) {
        let block = CaptureBlock(index: index, read: -1, time: time, redactions: redactions)
        body(.requestBody, exchange, block, bytes: bytes)
    }

    private mutating func body(
        _ kind: BodyKind,
        _ exchange: ULID,
        _ block: CaptureBlock,
        frame: CaptureFrame? = nil,
        bytes: ByteView
    ) {
        guard BodySplit.mustSplit(bytes, segments: block.segments) else {
            return line(kind, exchange, block, frame: frame, bytes: bytes, isText: UTF8Validation.isValid(bytes))
        }
        let isText = UTF8Validation.isValid(bytes)
        let pieces = BodySplit.pieces(of: bytes, isText: isText, segments: block.segments)
        for (place, piece) in pieces.enumerated() {
            var part = block
            part.segments = piece.segments
            if place > 0 {
                part.type = ByteView(start: nil, count: 0)
                part.hint = nil
                part.redactions = []
            }
            let share = ByteView(rebasing: bytes[piece.bytes])
            let numbering = pieces.count > 1 ? (place + 1, pieces.count) : nil
            line(kind, exchange, part, frame: frame, part: numbering, bytes: share, isText: isText)
        }
    }

    /// Formats one line into ``scratch``, whose size is made sure of first, and adds it to the buffer.
    private mutating func line(
        _ kind: BodyKind,
        _ exchange: ULID,
        _ block: CaptureBlock,
        frame: CaptureFrame?,
        part: (Int, Int)? = nil,
        bytes: ByteView,
        isText: Bool
    ) {
        let type = block.type.count <= Self.longestType ? block.type : ByteView(start: nil, count: 0)
        let redactions = block.redactions.prefix(BodySplit.mostRedactions)
        let bound =
            512 + LineCursor.stringBound(bytes.count + type.count) + block.segments.count * 64 + redactions.count * 64
        if scratch.count < bound { scratch = [UInt8](repeating: 0, count: bound + bound / 2) }
        let sequence = nextSequence
        let time = offset(of: block.time)
        let firstTime = block.segments.first?.time.map { offset(of: $0) }
        let base = offset(of: MonotonicInstant(nanoseconds: 0))
        let count = scratch.withUnsafeMutableBufferPointer { memory -> Int in
            guard let start = memory.baseAddress else { return 0 }
            var cursor = LineCursor(start)
            cursor.putEnvelope(kind, sequence, time: time, exchange, block)
            if !block.segments.isEmpty {
                cursor.putSegments(block, firstTime: firstTime, base: base)
            }
            cursor.putMarks(type: type, hint: block.hint, frame: frame, part: part)
            cursor.putPayload(bytes, isText: isText)
            if !redactions.isEmpty { cursor.putRedactions(redactions, isText: isText) }
            cursor.put("}\n")
            return start.distance(to: cursor.next)
        }
        appendScratch(count: count)
    }

    /// Longer event names are left out: `ty` repeats what the bytes say, and a line has a limit.
    private static let longestType = 1024
}

extension LineCursor {
    @inline(__always)
    fileprivate mutating func putEnvelope(
        _ kind: BodyKind,
        _ sequence: Int,
        time: Int64,
        _ exchange: ULID,
        _ block: CaptureBlock
    ) {
        put(kind.opening)
        put(sequence)
        put(",\"t\":")
        put(time)
        put(",\"x\":\"")
        exchange.withBytes { put(copy: $0) }
        put("\",\"n\":")
        put(block.index)
        guard block.read >= 0 else { return }
        put(",\"rd\":")
        put(block.read)
    }

    /// Writes `tb` and `seg`.
    ///
    /// The times of the first read and of the completing one stand in `tb` and `t`; the others stand in `seg`.
    fileprivate mutating func putSegments(_ block: CaptureBlock, firstTime: Int64?, base: Int64) {
        if let firstTime {
            put(",\"tb\":")
            put(firstTime)
        }
        put(",\"seg\":[")
        let segments = block.segments
        let completingRead = block.read
        for place in segments.indices {
            if place > 0 { put(",") }
            put("[")
            put(segments[place].read)
            put(",")
            put(segments[place].byteCount)
            if place > 0, segments[place].read != completingRead, let time = segments[place].time {
                put(",")
                put(time.nanoseconds + base)
            }
            put("]")
        }
        put("]")
    }

    fileprivate mutating func putMarks(
        type: ByteView,
        hint: BlockClass?,
        frame: CaptureFrame?,
        part: (Int, Int)?
    ) {
        if !type.isEmpty, UTF8Validation.isValid(type) {
            put(",\"ty\":")
            put(string: type)
        }
        if let hint {
            put(",\"cls\":\"")
            put(hint.literal)
            put("\"")
        }
        if let frame { put(frame) }
        if let part {
            put(",\"part\":[")
            put(part.0)
            put(",")
            put(part.1)
            put("]")
        }
    }

    /// Writes `ws`; what is as in most frames is left out.
    private mutating func put(_ frame: CaptureFrame) {
        put(",\"ws\":{")
        if let opcode = frame.opcode {
            put("\"op\":")
            put(opcode)
            put(",")
        }
        put(frame.direction == .client ? "\"dir\":\"client\"" : "\"dir\":\"upstream\"")
        if !frame.isFinal { put(",\"fin\":false") }
        put(member: ",\"rsv\":", frame.reserved == 0 ? nil : frame.reserved)
        put(member: ",\"mask\":", frame.mask.map { Int($0) })
        put(member: ",\"z\":", frame.wireLength)
        put(member: ",\"ext\":", frame.lengthBytes)
        put(member: ",\"more\":true,\"len\":", frame.openLength)
        put("}")
    }

    private mutating func put(member opening: StaticString, _ number: Int?) {
        guard let number else { return }
        put(opening)
        put(number)
    }

    fileprivate mutating func putPayload(_ bytes: ByteView, isText: Bool) {
        if isText {
            put(",\"d\":")
            put(string: bytes)
        } else {
            put(",\"b64\":\"")
            put(base64: bytes)
            put("\"")
        }
    }

    fileprivate mutating func putRedactions(_ redactions: ArraySlice<RedactionEntry>, isText: Bool) {
        for (place, entry) in redactions.enumerated() {
            put(place == 0 ? ",\"red\":[" : ",")
            put(isText ? "{\"p\":\"/d\",\"m\":\"" : "{\"p\":\"/b64\",\"m\":\"")
            put(entry.method.literal)
            put("\",\"n\":")
            put(entry.length)
            put("}")
        }
        put("]")
    }

    private mutating func put(base64 bytes: ByteView) {
        Base64.encode(bytes, to: next)
        advance(by: Base64.encodedLength(bytes.count))
    }
}

extension RedactionEntry.Method {
    fileprivate var literal: StaticString {
        switch self {
        case .drop: "drop"
        case .mask: "mask"
        case .hash: "hash"
        case .rewrite: "rewrite"
        }
    }
}
