extension Anomaly {
    /// The body ended too early, rather than being wrong.
    var isLooseEnd: Bool {
        switch self {
        case .arrayNotClosed, .frameNotComplete: true
        case .lineTooLong, .eventTooLarge, .unexpectedByte, .badChecksum, .badFrame: false
        }
    }

    fileprivate var code: LintCode {
        switch self {
        case .lineTooLong, .eventTooLarge: .sseHugeEvent
        case .unexpectedByte: .jsonInvalid
        case .arrayNotClosed: .gemArrayUnclosed
        case .badChecksum: .awsCrc
        case .badFrame, .frameNotComplete: .awsShortFrame
        }
    }

    fileprivate var offset: Int {
        switch self {
        case .lineTooLong(let offset, _), .eventTooLarge(let offset, _), .unexpectedByte(let offset),
            .arrayNotClosed(let offset), .badChecksum(let offset), .badFrame(let offset),
            .frameNotComplete(let offset):
            offset
        }
    }
}

extension LintReport {
    /// What the framing's parser had to put up with.
    mutating func add(_ anomaly: Anomaly) {
        add(anomaly.code, anomaly.message, at: LintPlace(offset: anomaly.offset))
    }
}
