/// Something wrong or noteworthy in an exchange, under a stable code.
///
/// What repeats is one finding, at its first place, with a count.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Sendable, CaseIterable {
        /// The message is wrong or lost, or a mainstream client fails.
        case error
        /// A rule is broken; clients usually survive.
        case warning
        /// A quirk.
        case info
    }

    package var code: LintCode
    package var severity: Severity
    package var message: String
    /// What it is about where the same may be wrong with several things, such as `choice 1`; nil is the stream.
    package var subject: String?
    package var place: LintPlace
    /// What stands there, shortened; never a header that may hold a secret.
    package var evidence: String?
    /// How often it was found; beside a single event, how often up to there.
    package var count = 1

    /// What makes two findings the same one that repeats.
    package struct Identity: Hashable, Sendable {
        package var code: LintCode
        package var subject: String?
    }

    package var identity: Identity { Identity(code: code, subject: subject) }

    /// Whether views that are about something else tell it in passing; quirks would drown the rest.
    package var isNotable: Bool { severity >= .warning }

    package init(
        _ code: LintCode,
        _ message: String,
        subject: String? = nil,
        severity: Severity? = nil,
        at place: LintPlace = LintPlace(),
        evidence: String? = nil
    ) {
        self.code = code
        self.severity = severity ?? code.rule.severity
        self.message = message
        self.subject = subject
        self.place = place
        self.evidence = evidence
    }
}

/// Where in a body something was found; what is unknown or does not apply is nil.
package struct LintPlace: Hashable, Sendable {
    /// The ordinal of the dispatched event, from 1.
    package var event: Int?
    /// The index of the block, from 0.
    package var block: Int?
    /// The byte of the decoded body, from 0.
    package var offset: Int?

    package init(event: Int? = nil, block: Int? = nil, offset: Int? = nil) {
        self.event = event
        self.block = block
        self.offset = offset
    }
}

extension Finding.Severity: Comparable {
    /// Graver is greater.
    package static func < (left: Self, right: Self) -> Bool { left.weight < right.weight }

    private var weight: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        }
    }
}
