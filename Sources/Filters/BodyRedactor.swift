package import StreamCore

/// Takes secrets out of bodies on their way into a capture, never out of what is relayed.
///
/// It is given what one record will hold: a request body (or its part) or one event. A secret that a
/// provider streams in pieces, `"sk-a"` in one event and `"bc…"` in the next, is never whole in any of them
/// and cannot be found here; `weir redact` on a finished capture has the same limit.
package struct BodyRedactor: Sendable {
    /// What one record looks like afterwards.
    package struct Result: Equatable, Sendable {
        package var bytes: [UInt8]
        package var marks: [Mark]
    }

    /// One replaced place, for the record's `red` list.
    package struct Mark: Equatable, Sendable {
        package var method: BodyRedaction.Method
        /// How many bytes stood there.
        package var oldLength: Int

        package init(method: BodyRedaction.Method, oldLength: Int) {
            self.method = method
            self.oldLength = oldLength
        }
    }

    /// What stands in for a masked match, and for a record that could not be searched to its end.
    package static let mask = "‹redacted:masked›"

    private let rules: [Rule]
    private let hashMark: @Sendable (ByteView) -> String

    /// - Parameters:
    ///   - rules: those of all filter files in their order; rules with other actions are ignored.
    ///   - hashMark: makes the mark of a hashed secret, `‹redacted:HHHHHHHH›`, with the run's key.
    package init(rules: [Rule], hashMark: @escaping @Sendable (ByteView) -> String) {
        self.rules = rules.filter { if case .redact = $0.action { true } else { false } }
        self.hashMark = hashMark
    }

    package var isEmpty: Bool { rules.isEmpty }

    /// Whether any rule looks into this part.
    package func covers(_ part: BodyRedaction.Part) -> Bool {
        rules.contains { if case .redact(let redaction) = $0.action { redaction.parts.contains(part) } else { false } }
    }

    /// The bytes to record instead, or nil when they may be recorded as they are.
    ///
    /// A pattern that reaches its time or step limit leaves it unknown what else is in the body, so the
    /// whole body is masked.
    package func redact(
        _ bytes: ByteView,
        in part: BodyRedaction.Part,
        of subject: borrowing some FilterSubject
    ) -> Result? {
        var result: Result?
        for rule in rules {
            guard case .redact(let redaction) = rule.action, redaction.parts.contains(part) else { continue }
            if let condition = rule.condition, !FilterMatcher(condition).matches(subject) { continue }
            let replacement: Pattern.Replacement?
            if let current = result?.bytes {
                replacement = current.withUnsafeBufferPointer { apply(redaction, to: $0) }
            } else {
                replacement = apply(redaction, to: bytes)
            }
            guard let replacement else { continue }
            guard replacement.isComplete else {
                return Result(bytes: Array(Self.mask.utf8), marks: [Mark(method: .mask, oldLength: bytes.count)])
            }
            let marks = replacement.ranges.map { Mark(method: redaction.method, oldLength: $0.count) }
            result = Result(bytes: replacement.bytes, marks: (result?.marks ?? []) + marks)
        }
        return result
    }

    private func apply(_ redaction: BodyRedaction, to bytes: ByteView) -> Pattern.Replacement? {
        redaction.pattern.replacing(in: bytes) { secret -> String.UTF8View in
            switch redaction.method {
            case .mask: Self.mask.utf8
            case .hash: hashMark(secret).utf8
            case .drop: "".utf8
            }
        }
    }
}
