/// Rules about how a body is cut into blocks, from their exact bytes.
struct FramingLint: Sendable {
    private var sse = SSELint()

    private static let hugeEvent = 1 << 20

    /// Bytes at the start of a block that belong to the line end before it.
    func leadingRest(of block: FramedBlock) -> Int {
        block.framing == .sse ? sse.leadingRest(of: block) : 0
    }

    /// Checks the next block, and says what its lines are.
    ///
    /// - Parameters:
    ///   - block: the block.
    ///   - isReported: it turned out to be an error that a server wrote between the events.
    ///   - isCut: the receiver ended the body.
    ///   - report: what is appended to.
    /// - Returns: the facts that other rules need.
    mutating func check(
        _ block: FramedBlock,
        isReported: Bool,
        isCut: Bool,
        into report: inout LintReport
    ) -> SSEBlockFacts {
        // Messages have rules of their own (``WebSocketLint``).
        guard block.framing != .webSocket else { return SSEBlockFacts() }
        checkSize(block, into: &report)
        checkTail(block, isCut: isCut, into: &report)
        switch block.framing {
        case .sse:
            checkText(block, into: &report)
            if block.piece == .whole || block.piece == .opening {
                return sse.check(block, isReported: isReported, into: &report)
            }
        case .ndjson:
            checkText(block, into: &report)
            NDJSONLint.check(block, into: &report)
        case .jsonArray: checkText(block, into: &report)
        case .eventStream, .unframed, .webSocket: break
        }
        return SSEBlockFacts()
    }

    mutating func finish(into report: inout LintReport) {
        sse.finish(into: &report)
    }

    /// What is over the parser's limit is told as an anomaly.
    private func checkSize(_ block: FramedBlock, into report: inout LintReport) {
        guard block.piece == .whole, block.kind == .event, block.bytes.count > Self.hugeEvent else { return }
        report.add(.sseHugeEvent, "the event has \(block.bytes.count) bytes", severity: .info)
    }

    private func checkTail(_ block: FramedBlock, isCut: Bool, into report: inout LintReport) {
        guard block.isTail, !isCut, !block.data.isEmpty else { return }
        if block.data.startsWithText("[DONE]") {
            let message = "no blank line follows [DONE]: clients do not see it and wait until the connection closes"
            report.add(.sseUnterminatedDone, message)
        } else {
            report.add(.sseTail, "the body ended inside an event: many clients drop it")
        }
    }

    /// A block ends where a line does, so a character that is cut off can only be at the end of the body.
    private func checkText(_ block: FramedBlock, into report: inout LintReport) {
        guard block.piece == .whole, let bad = UTF8Validation.firstInvalid(in: block.bytes),
            !block.isTail || !UTF8Validation.isCutOff(block.bytes, at: bad)
        else { return }
        var place = report.place
        place.offset = place.offset.map { $0 - leadingRest(of: block) + bad }
        let byte = String(block.bytes[bad], radix: 16, uppercase: true)
        report.add(
            .sseBadUtf8,
            "byte 0x\(byte) does not belong to UTF-8",
            at: place,
            evidence: Self.surroundings(of: bad, in: block.bytes)
        )
    }

    /// What stands before and after a byte on its line.
    private static func surroundings(of place: Int, in bytes: ByteView) -> String {
        let isEnd = { (byte: UInt8) in byte == ByteScan.lineFeed || byte == ByteScan.carriageReturn }
        let start = bytes[..<place].lastIndex(where: isEnd).map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex(where: isEnd) ?? bytes.count
        return Excerpt.text(of: ByteView(rebasing: bytes[max(start, place - 40)..<min(end, place + 40)]))
    }
}
