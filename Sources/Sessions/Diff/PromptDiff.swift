package import StreamCore

/// How two prompts compare: how much of them is equal from the start, and where they part.
package struct PromptDiff: Equatable, Sendable {
    package enum Relation: String, Sendable {
        case identical
        case bContinuesA = "b_continues_a"
        case aContinuesB = "a_continues_b"
        case diverged
        /// Not even the first part is equal.
        case unrelated
        /// A request has no prompt that can be read.
        case unknown
    }

    package struct Side: Equatable, Sendable {
        package var sections: Int
        /// Of the parts as JSON without blanks.
        package var bytes: Int
        /// The parts that are marked as ends of what to cache.
        package var marks: [String]
    }

    /// A tool that one side has, or both in another form.
    package struct ToolChange: Equatable, Sendable {
        package enum Kind: String, Sendable { case added, removed, changed, moved }
        package var name: String
        package var kind: Kind
    }

    package struct Setting: Equatable, Sendable {
        package var name: String
        package var a: JSONValue?
        package var b: JSONValue?
    }

    package var a: Side
    package var b: Side
    package var relation: Relation
    /// Whole parts that are equal, from the start in the order of caches.
    package var commonSections: Int
    /// Their bytes, and those that are equal in the part where the prompts part.
    package var commonBytes: Int
    package var divergence: Divergence?
    /// What kind of part it is in.
    package var divergedIn: PromptSection.Kind?
    package var tools: [ToolChange]
    /// Members of the body beside the prompt that differ.
    package var settings: [Setting]
    /// Marks of A, or of B, that stand before the place where the prompts part.
    package var hasMarkBefore: Bool

    package init(a: [UInt8], b: [UInt8], parser: JSONParser) {
        let (left, right) = (PromptText(body: a, parser: parser), PromptText(body: b, parser: parser))
        self.a = Side(sections: left.sections.count, bytes: left.byteCount, marks: left.marks)
        self.b = Side(sections: right.sections.count, bytes: right.byteCount, marks: right.marks)
        let common = zip(left.sections, right.sections)
            .prefix { $0.kind == $1.kind && $0.fingerprint == $1.fingerprint }.count
        commonSections = common
        commonBytes = right.sections.prefix(common).reduce(0) { $0 + $1.bytes.count }
        hasMarkBefore = right.sections.prefix(common).contains(where: \.isMarked)
        relation = Self.relation(common, left.sections.count, right.sections.count)
        tools = Self.toolChanges(left.sections, right.sections)
        settings = Self.settings(left.settings, right.settings)
        let old = left.sections.dropFirst(common).first
        let new = right.sections.dropFirst(common).first
        part(old, new)
    }

    private mutating func part(_ old: PromptText.Section?, _ new: PromptText.Section?) {
        switch (old, new) {
        case (nil, nil): break
        case (let old?, let new?) where old.kind == new.kind:
            divergence = Divergence(old.value, new.value, path: new.path)
            divergedIn = new.kind
            commonBytes += zip(old.bytes, new.bytes).prefix { $0 == $1 }.count
        case (let old?, let new?):
            // The side that goes on with the earlier kind has a part that the other lacks.
            let isOld = Self.rank(old.kind) < Self.rank(new.kind)
            only(isOld ? old : new, in: isOld ? .onlyInA : .onlyInB)
        case (let old?, nil): only(old, in: .onlyInA)
        case (nil, let new?): only(new, in: .onlyInB)
        }
    }

    private mutating func only(_ section: PromptText.Section, in side: Divergence.Change) {
        divergence = Divergence(only: section.value, in: side, path: section.path)
        divergedIn = section.kind
    }

    private static func rank(_ kind: PromptSection.Kind) -> Int {
        PromptSection.Kind.allCases.firstIndex(of: kind) ?? 0
    }

    private static func relation(_ common: Int, _ a: Int, _ b: Int) -> Relation {
        if a == 0 || b == 0 { return .unknown }
        if common == a { return common == b ? .identical : .bContinuesA }
        if common == b { return .aContinuesB }
        return common == 0 ? .unrelated : .diverged
    }

    private static func toolChanges(_ a: [PromptText.Section], _ b: [PromptText.Section]) -> [ToolChange] {
        let old = named(a)
        let new = named(b)
        let before = Dictionary(old.map { ($0.name, $0.fingerprint) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.name, $0.fingerprint) }) { first, _ in first }
        let removed = old.filter { after[$0.name] == nil }.map { ToolChange(name: $0.name, kind: .removed) }
        let others = new.compactMap { tool -> ToolChange? in
            guard let known = before[tool.name] else { return ToolChange(name: tool.name, kind: .added) }
            return known == tool.fingerprint ? nil : ToolChange(name: tool.name, kind: .changed)
        }
        let kept = old.map(\.name).filter { after[$0] != nil }
        let order = new.map(\.name).filter { before[$0] != nil }
        let moved = zip(kept, order).first { $0 != $1 }.map { [ToolChange(name: $0.1, kind: .moved)] } ?? []
        return removed + others + moved
    }

    private static func named(_ sections: [PromptText.Section]) -> [(name: String, fingerprint: Int)] {
        sections.filter { $0.kind == .tools }.map { ($0.name ?? $0.path, $0.fingerprint) }
    }

    private static func settings(_ a: JSONObject, _ b: JSONObject) -> [Setting] {
        let names = a.names + b.names.filter { a[$0] == nil }
        return names.compactMap { name in
            a[name] == b[name] ? nil : Setting(name: name, a: a[name], b: b[name])
        }
    }
}
