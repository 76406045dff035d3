/// What the rules found in one body: one finding for each code and subject, at its first place.
package struct LintReport: Sendable {
    package private(set) var findings: [Finding] = []
    /// Those of the block that is being checked; `count` says how often they were found up to here.
    package private(set) var latest: [Finding] = []
    /// Where the block stands that is being checked; after the last one nowhere.
    package internal(set) var place = LintPlace()
    private var positions: [Finding.Identity: Int] = [:]
    private var subjects: [LintCode: Int] = [:]

    /// A hostile peer can name thousands of choices and calls; the rest is counted with the code's first.
    private static let subjectsPerCode = 16

    init() {}

    /// Notes a finding at the block that is being checked, or at a place that a rule remembered.
    ///
    /// - Parameters:
    ///   - code: the rule.
    ///   - message: one line for people: what stands there and what should.
    ///   - subject: what it is about, where one stream has several of its kind (`choice 1`, `tool call 0`).
    ///     The same code about the same subject is one finding that counts.
    ///   - severity: a lower one than the catalogue's, where its page allows that.
    ///   - place: nil stands for the block that is being checked.
    ///   - count: how often, when a rule counted by itself.
    ///   - evidence: a short quotation (``Excerpt``); nil quotes the block.
    package mutating func add(
        _ code: LintCode,
        _ message: String,
        subject: String? = nil,
        severity: Finding.Severity? = nil,
        at place: LintPlace? = nil,
        count: Int = 1,
        evidence: @autoclosure () -> String? = nil
    ) {
        var finding = Finding(code, message, subject: subject, severity: severity, at: place ?? self.place)
        if let position = position(of: finding.identity) {
            findings[position].count += count
            finding.count = findings[position].count
        } else {
            finding.evidence = evidence()
            finding.count = count
            positions[finding.identity] = findings.count
            subjects[code, default: 0] += 1
            findings.append(finding)
        }
        latest.append(finding)
    }

    /// Whether a rule was broken, whatever the subject.
    package func has(_ code: LintCode) -> Bool { subjects[code] != nil }

    private func position(of identity: Finding.Identity) -> Int? {
        if let position = positions[identity] { return position }
        guard subjects[identity.code, default: 0] >= Self.subjectsPerCode else { return nil }
        return findings.firstIndex { $0.code == identity.code }
    }

    /// In order of place, whatever the order in which reads let them be found.
    var ordered: [Finding] {
        findings.sorted { left, right in
            let order = (left.place.offset ?? .max, left.place.block ?? .max, left.code.rawValue)
            let other = (right.place.offset ?? .max, right.place.block ?? .max, right.code.rawValue)
            return order == other ? (left.subject ?? "") < (right.subject ?? "") : order < other
        }
    }

    /// Starts the next block.
    mutating func begin(at place: LintPlace) {
        self.place = place
        latest.removeAll(keepingCapacity: true)
    }

    /// Quotes the block, or the event that it only wraps, in what was first found in it without a quotation of its own.
    mutating func quote(_ block: FramedBlock, wrapping event: JSONView? = nil) {
        let unquoted = latest.indices.filter {
            latest[$0].count == 1 && latest[$0].evidence == nil && latest[$0].place.block == place.block
        }
        guard !unquoted.isEmpty else { return }
        // Line ends belong to this block or to the next one, as reads have it.
        let bytes = block.kind == .event || block.isTail ? block.data : block.bytes.trimmed
        let text = event.map { Excerpt.text(of: $0) } ?? Excerpt.text(of: bytes)
        guard !text.isEmpty else { return }
        for index in unquoted {
            latest[index].evidence = text
            if let position = position(of: latest[index].identity) {
                findings[position].evidence = text
            }
        }
    }

    /// Forgets what a dialect's rules found, because the stream turned out to be of another dialect.
    mutating func remove(_ codes: Set<LintCode>) {
        guard !codes.isEmpty, findings.contains(where: { codes.contains($0.code) }) else { return }
        findings.removeAll { codes.contains($0.code) }
        latest.removeAll { codes.contains($0.code) }
        positions = [:]
        subjects = [:]
        for (position, finding) in findings.enumerated() {
            positions[finding.identity] = position
            subjects[finding.code, default: 0] += 1
        }
    }
}

extension ByteView {
    /// Without line ends at both ends.
    var trimmed: ByteView {
        let isEnd = { (byte: UInt8) in byte == ByteScan.lineFeed || byte == ByteScan.carriageReturn }
        guard let start = firstIndex(where: { !isEnd($0) }), let end = lastIndex(where: { !isEnd($0) }) else {
            return .none
        }
        return ByteView(rebasing: self[start...end])
    }
}
