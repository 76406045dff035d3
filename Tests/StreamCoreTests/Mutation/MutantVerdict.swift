import StreamCore

/// How a changed stream differs from the one it was made of, where no finding tells it.
///
/// What a stream says once, nobody can check: another letter in a text, a member under another name where unknown
/// members are allowed, an event that is gone where events are not numbered. All else must be found.
enum MutantVerdict: Equatable {
    /// It means the same.
    case same
    /// It has a finding that the original has not.
    case found
    /// Undetectable: other values in the same members.
    case changedValues
    /// Undetectable: members have other names, or are gone.
    case changedMembers
    /// Undetectable: an event is called something else, and the payload does not tell what.
    case renamedEvent
    /// Undetectable: events are gone, and the others do not depend on them.
    case lostEvents
    /// Undetectable: of a stream of no known dialect nobody knows what its events must be.
    case unknownDialect
    /// A contradiction that nobody found; the text says which.
    case missed(String)

    init(_ mutant: ReadStream, of original: ReadStream) {
        let isTold = mutant.counts.contains { $0.value > original.counts[$0.key, default: 0] }
        if isTold {
            self = .found
        } else if mutant.events == original.events {
            let isSame = mutant.message == original.message && mutant.state == original.state
            self = isSame ? .same : .missed("equal events mean something else")
        } else {
            self = Self.undetectable(mutant, original)
        }
    }

    private static func undetectable(_ mutant: ReadStream, _ original: ReadStream) -> MutantVerdict {
        if mutant.state == .truncated, original.state != .truncated { return .missed("the end is missing") }
        let known = Set(Contradictions.of(original))
        if let new = Contradictions.of(mutant).first(where: { !known.contains($0) }) { return .missed(new) }
        guard DialectRegistry.named(mutant.dialect)?.hasEnd ?? false else { return .unknownDialect }
        if mutant.events.count < original.events.count, mutant.events.isSubsequence(of: original.events) {
            return .lostEvents
        }
        guard mutant.events.count == original.events.count else { return .missed("events came from nowhere") }
        var verdict = MutantVerdict.changedValues
        for (event, before) in zip(mutant.events, original.events) where event != before {
            guard let json = event.json, let old = before.json else {
                // Text that is no JSON is what it is, in dialects that have it.
                if event.json == nil, before.json == nil { continue }
                return .missed("a payload is JSON no more, or became it")
            }
            if json == old {
                verdict = .renamedEvent
            } else if !json.hasShape(of: old) {
                verdict = .changedMembers
            }
        }
        return verdict
    }
}

extension JSONValue {
    /// Whether it has the same members with values of the same kinds.
    fileprivate func hasShape(of other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let left), .object(let right)):
            left.names == right.names && zip(left.members, right.members).allSatisfy { $0.value.hasShape(of: $1.value) }
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.hasShape(of: $1) }
        case (.string, .string), (.bool, .bool), (.null, .null): true
        default: doubleValue != nil && other.doubleValue != nil
        }
    }
}

extension [ReadStream.Event] {
    fileprivate func isSubsequence(of whole: Self) -> Bool {
        var rest = self[...]
        for event in whole where event == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }
}
