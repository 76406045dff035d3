import StreamCore

/// The top-level members of a line, found in one pass.
struct LineFields {
    private(set) var kind: ByteView?
    private(set) var sequence: Int?
    private(set) var time: Int64?
    private(set) var exchange: ByteView?
    private(set) var index: Int?
    private(set) var wallMicroseconds: Int64?
    private(set) var connection: ConnectionID?
    private(set) var text: ByteView?
    private(set) var base64: ByteView?
    private(set) var redactions: [RedactionEntry] = []
    private var read: Int?
    private var firstByteTime: Int64?
    private var type = ByteView(start: nil, count: 0)
    private var hint: BlockClass?
    private var segments: [CaptureRecord.Body.Segment] = []
    private var frame: CaptureFrame?
    private var part: CaptureRecord.Part?

    init(_ view: JSONView) {
        view.forEachMember { key, value in
            switch key.count {
            case 1: readLetter(key[0], value)
            case 2: readPair(key[0], key[1], value)
            default: readWord(key, value)
            }
        }
    }

    /// The record of a body line, nil for every other kind.
    func bodyKind(_ bytes: ByteView) -> CaptureRecord.Kind? {
        guard let kind else { return nil }
        if kind.matches("ev") { return .event(body(bytes)) }
        if kind.matches("dat") { return .data(body(bytes)) }
        if kind.matches("qb") { return .requestBody(body(bytes)) }
        if kind.matches("raw") { return .raw(body(bytes)) }
        return nil
    }

    private func body(_ bytes: ByteView) -> CaptureRecord.Body {
        CaptureRecord.Body(
            bytes: bytes,
            read: read,
            firstByteTime: firstByteTime,
            segments: segments,
            type: type,
            hint: hint,
            frame: frame,
            part: part
        )
    }

    @inline(__always)
    private mutating func readLetter(_ letter: UInt8, _ value: JSONView) {
        switch letter {
        case UInt8(ascii: "k"): kind = value.bytes
        case UInt8(ascii: "t"): time = value.exactNumber
        case UInt8(ascii: "x"): exchange = value.bytes
        case UInt8(ascii: "n"): index = value.count
        case UInt8(ascii: "c"): connection = value.connection
        case UInt8(ascii: "d"): text = value.bytes
        default: break
        }
    }

    @inline(__always)
    private mutating func readPair(_ first: UInt8, _ second: UInt8, _ value: JSONView) {
        switch (first, second) {
        case (UInt8(ascii: "r"), UInt8(ascii: "d")): read = value.count
        case (UInt8(ascii: "t"), UInt8(ascii: "s")): wallMicroseconds = value.exactNumber
        case (UInt8(ascii: "t"), UInt8(ascii: "b")): firstByteTime = value.exactNumber
        case (UInt8(ascii: "t"), UInt8(ascii: "y")): type = value.bytes ?? type
        case (UInt8(ascii: "w"), UInt8(ascii: "s")): readFrame(value)
        default: break
        }
    }

    private mutating func readWord(_ key: ByteView, _ value: JSONView) {
        if key.matches("seq") {
            sequence = value.count
        } else if key.matches("cls") {
            hint = value.bytes.flatMap { BlockClass($0) }
        } else if key.matches("seg") {
            readSegments(value)
        } else if key.matches("b64") {
            base64 = value.bytes
        } else if key.matches("part") {
            readPart(value)
        } else if key.matches("red") {
            readRedactions(value)
        }
    }

    private mutating func readSegments(_ value: JSONView) {
        value.forEachElement { pair in
            let parts = pair.elements
            guard parts.count >= 2, let read = parts[0].count, let byteCount = parts[1].count else { return }
            let time = parts.count > 2 ? parts[2].exactNumber : nil
            segments.append(CaptureRecord.Body.Segment(read: read, byteCount: byteCount, time: time))
        }
    }

    private mutating func readPart(_ value: JSONView) {
        let parts = value.elements
        guard parts.count == 2, let number = parts[0].count, let total = parts[1].count else { return }
        part = CaptureRecord.Part(number: number, total: total)
    }

    private mutating func readFrame(_ value: JSONView) {
        guard value.isObject else { return }
        let direction = value["dir"]?.string.flatMap { CaptureFrame.Direction(rawValue: $0) }
        let goesOn = value["more"]?.bool ?? false
        frame = CaptureFrame(
            opcode: value["op"]?.count,
            direction: direction ?? .upstream,
            isFinal: value["fin"]?.bool ?? true,
            reserved: value["rsv"]?.count ?? 0,
            mask: value["mask"]?.checksum,
            wireLength: value["z"]?.count,
            lengthBytes: value["ext"]?.count,
            openLength: goesOn ? value["len"]?.count ?? 0 : nil
        )
    }

    private mutating func readRedactions(_ value: JSONView) {
        value.forEachElement { entry in
            guard let pointer = entry["p"]?.string, let method = entry["m"]?.string else { return }
            redactions.append(
                RedactionEntry(
                    pointer: pointer,
                    method: RedactionEntry.Method(rawValue: method) ?? .rewrite,
                    length: entry["n"]?.count ?? 0
                )
            )
        }
    }
}

extension ByteView {
    /// Whether these are the bytes of the literal.
    @inline(__always)
    func matches(_ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        for place in 0..<count where self[place] != literal.utf8Start[place] { return false }
        return true
    }
}

extension JSONView {
    /// A whole number of the format's range; numbers beyond it are nobody's times.
    var exactNumber: Int64? {
        guard let number = int, number.magnitude <= UInt(CaptureFormat.largestNumber) else { return nil }
        return Int64(number)
    }

    /// A whole number that counts something.
    var count: Int? {
        guard let number = exactNumber, number >= 0 else { return nil }
        return Int(number)
    }

    var connection: ConnectionID? {
        count.map { ConnectionID(rawValue: UInt64($0)) }
    }

    var nanoseconds: Nanoseconds? {
        exactNumber.map { Nanoseconds($0) }
    }

    var checksum: UInt32? {
        count.flatMap { UInt32(exactly: $0) }
    }
}
