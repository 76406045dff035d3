/// Something wrong or noteworthy in an exchange, under a stable code.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Sendable, CaseIterable {
        /// The message is wrong or lost, or a mainstream client fails.
        case error
        /// A rule is broken; clients usually survive.
        case warning
        /// A quirk.
        case info
    }

    package var code: String
    package var severity: Severity
    /// The ordinal of the dispatched event, from 1.
    package var event: Int?
    /// The index of the block, from 0.
    package var block: Int?
    package var message: String

    package init(_ code: String, _ severity: Severity, event: Int? = nil, block: Int? = nil, _ message: String) {
        self.code = code
        self.severity = severity
        self.event = event
        self.block = block
        self.message = message
    }
}
