/// Tells the reasoning that some servers write into the answer as `<think>…</think>` from the answer.
///
/// Only deltas are split; the rebuilt message keeps the tags. A tag may be cut over pieces. Where the
/// prompt template wrote the opening tag, only the closing one comes: what was told as text before it
/// turns out to be reasoning, which ``Delta/endOfImpliedReasoning`` reports.
struct ThinkTagSplitter: Sendable {
    private enum State {
        /// Nothing but white space and perhaps a part of the opening tag so far; followed by thinking or plain.
        case start
        /// Followed by afterThinking.
        case thinking
        /// White space behind the closing tag belongs to nobody; followed by settled.
        case afterThinking
        /// No opening tag; a closing one may still come, followed by afterThinking.
        case plain
        /// No tag can come.
        case settled
    }

    private var state = State.start
    /// In `start`: what may yet become the opening tag.
    private var held = ""
    /// Bytes of the closing tag that the pieces so far end with.
    private var matched = 0
    private var previousByte: UInt8 = 0

    private static let openingTag = "<think>"
    private static let closingTag: StaticString = "</think>"
    private static let longestHold = 64

    /// No tags are looked for from here: the server has a channel for reasoning.
    mutating func settle() {
        if held.isEmpty { state = .settled }
    }

    /// Appends what a piece of content means.
    mutating func split(_ piece: ByteView, choice: Int, into deltas: inout [Delta]) {
        guard !piece.isEmpty else { return }
        switch state {
        case .settled: deltas.append(Delta(.text, choice: choice, text: piece.text))
        case .plain: splitPlain(piece, choice: choice, into: &deltas)
        case .start: splitStart(piece, choice: choice, into: &deltas)
        case .thinking: splitThinking(piece, choice: choice, into: &deltas)
        case .afterThinking: skipSpace(piece, choice: choice, into: &deltas)
        }
    }

    /// Appends what was held back, because no more content comes.
    mutating func flush(choice: Int, into deltas: inout [Delta]) {
        if state == .start, !held.isEmpty {
            deltas.append(Delta(.text, choice: choice, text: held))
            held = ""
        }
        if state == .thinking, matched > 0 {
            deltas.append(Delta(.reasoning, choice: choice, text: Self.closingTagPrefix(matched)))
            matched = 0
        }
    }

    private mutating func splitStart(_ piece: ByteView, choice: Int, into deltas: inout [Delta]) {
        if held.isEmpty, let first = piece.first, !first.isJSONWhitespace, first != UInt8(ascii: "<") {
            state = .plain
            return splitPlain(piece, choice: choice, into: &deltas)
        }
        var text = held + piece.text
        let visible = text.drop { $0.isWhitespace }
        if visible.hasPrefix(Self.openingTag) {
            held = ""
            state = .thinking
            var rest = String(visible.dropFirst(Self.openingTag.count))
            rest.withUTF8 { split($0, choice: choice, into: &deltas) }
        } else if Self.openingTag.hasPrefix(visible), text.utf8.count <= Self.longestHold {
            held = text
        } else {
            held = ""
            state = .plain
            text.withUTF8 { splitPlain($0, choice: choice, into: &deltas) }
        }
    }

    private mutating func splitThinking(_ piece: ByteView, choice: Int, into deltas: inout [Delta]) {
        let carried = matched
        let end = endOfClosingTag(in: piece)
        let shown = end ?? piece.count
        let tagBytes = end == nil ? matched : Self.closingTag.utf8CodeUnitCount
        let text = (Array(Self.closingTagPrefix(carried).utf8) + piece[..<shown]).dropLast(tagBytes)
        if !text.isEmpty {
            deltas.append(Delta(.reasoning, choice: choice, text: String(decoding: text, as: UTF8.self)))
        }
        if let end { close(piece, at: end, choice: choice, into: &deltas) }
    }

    private mutating func splitPlain(_ piece: ByteView, choice: Int, into deltas: inout [Delta]) {
        guard let end = endOfClosingTag(in: piece) else {
            deltas.append(Delta(.text, choice: choice, text: piece.text))
            return
        }
        let length = Self.closingTag.utf8CodeUnitCount
        if end > length {
            let text = String(decoding: piece[..<(end - length)], as: UTF8.self)
            deltas.append(Delta(.text, choice: choice, text: text))
        }
        deltas.append(.endOfImpliedReasoning(choice: choice, tagBytesTold: max(0, length - end)))
        close(piece, at: end, choice: choice, into: &deltas)
    }

    private mutating func close(_ piece: ByteView, at end: Int, choice: Int, into deltas: inout [Delta]) {
        state = .afterThinking
        matched = 0
        skipSpace(ByteView(rebasing: piece[end...]), choice: choice, into: &deltas)
    }

    private mutating func skipSpace(_ piece: ByteView, choice: Int, into deltas: inout [Delta]) {
        guard let start = piece.firstIndex(where: { !$0.isJSONWhitespace }) else { return }
        state = .settled
        deltas.append(Delta(.text, choice: choice, text: String(decoding: piece[start...], as: UTF8.self)))
    }

    /// The offset just behind a closing tag, else nil with ``matched`` set to what the piece ends with.
    ///
    /// A tag in backticks is one that the answer talks about.
    private mutating func endOfClosingTag(in piece: ByteView) -> Int? {
        let tag = Self.closingTag.utf8Start
        for (offset, byte) in piece.enumerated() {
            if byte == tag[matched], matched > 0 || previousByte != UInt8(ascii: "`") {
                matched += 1
            } else {
                matched = byte == tag[0] && previousByte != UInt8(ascii: "`") ? 1 : 0
            }
            previousByte = byte
            if matched == Self.closingTag.utf8CodeUnitCount { return offset + 1 }
        }
        return nil
    }

    private static func closingTagPrefix(_ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: closingTag.utf8Start, count: count), as: UTF8.self)
    }
}

extension Delta {
    private static let endOfImpliedReasoningName = "end_of_implied_reasoning"

    /// The text of the choice so far was reasoning; its last `tagBytesTold` bytes were part of a closing tag.
    static func endOfImpliedReasoning(choice: Int, tagBytesTold: Int) -> Delta {
        Delta(.other, choice: choice, name: endOfImpliedReasoningName, byteCount: tagBytesTold)
    }

    /// Whether the text of the choice so far turned out to be reasoning.
    package var endsImpliedReasoning: Bool { kind == .other && name == Self.endOfImpliedReasoningName }
}
