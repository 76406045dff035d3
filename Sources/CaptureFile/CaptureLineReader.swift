import StreamCore

/// Reads one line: the envelope and body payloads in one pass, other payloads by their kind.
final class CaptureLineReader {
    private let parser = JSONParser()
    private var decoded: [UInt8] = []

    /// Whether the bytes are one whole JSON object.
    func isObject(_ bytes: ByteView) -> Bool {
        guard bytes.last(where: { $0 > 0x20 }) == UInt8(ascii: "}") else { return false }
        return parser.view(of: bytes)?.isObject ?? false
    }

    /// Hands over the record of a line, or returns why the file is refused.
    func read(
        _ text: ByteView,
        numbering: inout LineNumbering,
        isFirst: Bool,
        _ body: (CaptureRecord) -> Void
    ) -> CaptureFormatError? {
        let view: JSONView
        switch parser.parse(text) {
        case .success(let parsed): view = parsed
        case .failure(let failure):
            guard !isFirst else { return .foreign }
            body(numbering.unreadable(text, failure.message))
            return nil
        }
        let fields = LineFields(view)
        let kind = fields.kind
        let isHeader = kind?.matches("hdr") ?? false
        if isFirst, !isHeader { return .foreign }
        if isHeader, let refusal = HeaderReading.refusal(of: view) {
            // Later headers may be spoilt like any other line, but not be of another version.
            if isFirst || refusal != .foreign { return refusal }
            body(numbering.unreadable(text, "not a `\(CaptureFormat.name)` header"))
            return nil
        }
        guard let kind, view.isObject else {
            body(numbering.unreadable(text, "no `k`"))
            return nil
        }
        emit(kind, view, fields, text, &numbering, body)
        return nil
    }

    private func emit(
        _ kind: ByteView,
        _ view: JSONView,
        _ fields: LineFields,
        _ text: ByteView,
        _ numbering: inout LineNumbering,
        _ body: (CaptureRecord) -> Void
    ) {
        decoded.removeAll(keepingCapacity: decoded.capacity <= 2 << 20)
        if fields.text == nil, let encoded = fields.base64, !Base64.decode(encoded, to: &decoded) {
            body(numbering.unreadable(text, "`b64` is not Base64"))
            return
        }
        let (sequence, missing) = numbering.next(fields.sequence)
        decoded.withUnsafeBufferPointer { decoded in
            let bytes = fields.text ?? decoded
            body(
                CaptureRecord(
                    line: numbering.line,
                    sequence: sequence,
                    missingBefore: missing,
                    time: fields.time,
                    exchange: fields.exchange,
                    index: fields.index,
                    wallMicroseconds: fields.wallMicroseconds,
                    connection: fields.connection,
                    redactions: fields.redactions,
                    kind: fields.bodyKind(bytes) ?? PayloadReading.kind(kind, view),
                    text: text
                )
            )
        }
    }
}
