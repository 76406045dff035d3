import StreamCore

/// Finds the recording that answers a request.
package struct ReplayMatcher {
    package enum Order: String, Sendable, CaseIterable {
        /// The n-th identical request gets the n-th answer; the last repeats.
        case recorded
        /// Always the first.
        case sticky
        /// The n-th gets the n-th, then it starts again.
        case any
    }

    package struct Request {
        package var method: String
        package var target: String
        package var body: RequestBody

        package init(method: String, target: String, body: RequestBody) {
            self.method = method
            self.target = target
            self.body = body
        }
    }

    /// Nothing matches; what came nearest.
    package struct Miss: Error, Equatable {
        package var nearest: Int?
        /// Where the request differs: `method`, `path`, `query`, `body` with a JSON pointer, or `used up`.
        package var difference: String
    }

    private let recordings: [Recording]
    private let order: Order
    private let isStrict: Bool
    private var servings: [Int: Int] = [:]

    /// - Parameters:
    ///   - recordings: in the order in which they were recorded.
    ///   - order: what identical requests get.
    ///   - isStrict: an answer is given once; asking again is a miss.
    package init(recordings: [Recording], order: Order, isStrict: Bool) {
        self.recordings = recordings
        self.order = order
        self.isStrict = isStrict
    }

    package mutating func match(_ request: Request) -> Result<Recording, Miss> {
        var nearest: (rank: Int, number: Int, difference: String)?
        var found: [Recording] = []
        for recording in recordings {
            guard let difference = Self.difference(recording, request) else {
                found.append(recording)
                continue
            }
            if difference.rank > nearest?.rank ?? -1 {
                nearest = (difference.rank, recording.number, difference.place)
            }
        }
        guard !found.isEmpty else {
            return .failure(Miss(nearest: nearest?.number, difference: nearest?.difference ?? "nothing is recorded"))
        }
        return choose(found)
    }

    private mutating func choose(_ found: [Recording]) -> Result<Recording, Miss> {
        let chosen: Recording?
        switch order {
        case .sticky: chosen = found.first
        case .recorded, .any:
            let fresh = found.first { servings[$0.number] == nil }
            if fresh == nil, isStrict {
                return .failure(Miss(nearest: found.last?.number, difference: "used up: every such answer was given"))
            }
            chosen = fresh ?? (order == .recorded ? found.last : leastServed(found))
        }
        guard let chosen else { return .failure(Miss(nearest: nil, difference: "nothing is recorded")) }
        servings[chosen.number, default: 0] += 1
        return .success(chosen)
    }

    private func leastServed(_ found: [Recording]) -> Recording? {
        found.min { (servings[$0.number] ?? 0, $0.number) < (servings[$1.number] ?? 0, $1.number) }
    }

    /// What differs first, and how near the recording is; nil when it matches.
    private static func difference(_ recording: Recording, _ request: Request) -> (rank: Int, place: String)? {
        guard recording.method == request.method else { return (0, "method: recorded \(recording.method)") }
        let asked = Target(request.target)
        let targets = recording.targets.map { Target($0) }
        let sameMethodRank = 1
        guard targets.contains(where: { $0.path == asked.path }) else {
            let recorded = recording.targets.first ?? ""
            return (sameMethodRank, "path: recorded \(recorded)")
        }
        guard targets.contains(where: { $0.path == asked.path && $0.accepts(queryOf: asked) }) else {
            return (sameMethodRank + 1, "query: recorded \(targets.map { $0.query }.first ?? "")")
        }
        return bodyDifference(recording.requestBody, request.body).map { (sameMethodRank + 2 + $0.depth, $0.place) }
    }

    private static func bodyDifference(_ recorded: RequestBody, _ asked: RequestBody) -> (depth: Int, place: String)? {
        switch (recorded, asked) {
        case (.json(let recorded), .json(let asked)):
            let pointer = JSONDifference.firstPointer(recorded, asked, isWildcard: Redactor.isStandIn)
            // A later difference means more in common.
            return pointer.map {
                (1 + $0.utf8.count(where: { $0 == UInt8(ascii: "/") }), "body: \($0.isEmpty ? "/" : $0)")
            }
        case (.bytes(let recorded), .bytes(let asked)):
            return recorded == asked ? nil : (0, "body: \(recorded.count) other bytes")
        default:
            return (0, "body: one is JSON, the other is not")
        }
    }
}

/// A request target, taken apart.
private struct Target {
    var path: Substring
    var query: String

    init(_ text: String) {
        let mark = text.firstIndex(of: "?") ?? text.endIndex
        path = text[..<mark]
        query = String(text[mark...].dropFirst())
    }

    /// Whether the other's query is the same: parameters in any order, redacted values equal to anything.
    func accepts(queryOf other: Target) -> Bool {
        let recorded = Self.parameters(query)
        let asked = Self.parameters(other.query)
        guard recorded.count == asked.count else { return false }
        return zip(recorded, asked).allSatisfy { old, new in
            old.name == new.name && (old.value == new.value || Redactor.isStandIn(old.value))
        }
    }

    private static func parameters(_ query: String) -> [(name: String, value: String)] {
        query.split(separator: "&").map { (part: Substring) -> (name: String, value: String) in
            let mark = part.firstIndex(of: "=") ?? part.endIndex
            return (name: String(part[..<mark]), value: String(part[mark...].dropFirst()))
        }.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    }
}
