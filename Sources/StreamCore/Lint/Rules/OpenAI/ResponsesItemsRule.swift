/// Rules about the items of a response: whether they are known, closed, and say the same each time.
struct ResponsesItemsRule: Sendable {
    private struct Piece: Hashable {
        var field: OpenAIResponsesField
        var part: Int
    }

    private struct Item {
        var isClosed = false
        /// Of the item as its end states it.
        var fingerprint: UInt64?
        var openParts: Set<Piece> = []
        var texts: [Piece: JoinedText] = [:]
    }

    private var items: [Item] = []
    private var places = OpenAIResponsesPlaces()

    mutating func check(
        _ effect: OpenAIResponsesEffect,
        _ fields: OpenAIResponsesFields,
        _ json: JSONView,
        isResumed: Bool,
        into report: inout LintReport
    ) {
        checkIndexes(effect, fields, into: &report)
        switch effect {
        case .openItem: if places.placeOfStart(fields) == nil { open(fields) }
        case .closeItem: close(fields, into: &report)
        case .append(.audio), .append(.transcript), .snapshot, .nothing: break
        case .end:
            end(
                fields.response,
                isComplete: fields.type?.isText("response.completed") ?? false,
                isResumed: isResumed,
                into: &report
            )
        default:
            guard let place = places.place(fields) else {
                if !isResumed { reportUnknown(fields, into: &report) }
                return
            }
            check(effect, at: place, fields, json, into: &report)
        }
    }

    private mutating func check(
        _ effect: OpenAIResponsesEffect,
        at place: Int,
        _ fields: OpenAIResponsesFields,
        _ json: JSONView,
        into report: inout LintReport
    ) {
        let part = fields.partIndex ?? 0
        switch effect {
        case .append(let field):
            guard let piece = fields.delta?.bytes else { return }
            items[place].texts[Piece(field: field, part: part), default: JoinedText()].append(piece)
        case .settle(let field):
            compare(json[field.member], with: Piece(field: field, part: part), at: place, into: &report)
        case .openPart, .openSummary: items[place].openParts.insert(Self.list(effect, part))
        case .closePart, .closeSummary:
            items[place].openParts.remove(Self.list(effect, part))
            guard let view = fields.part, let field = OpenAIResponsesField(partType: view["type"]?.bytes) else {
                return
            }
            compare(view[field.member], with: Piece(field: field, part: part), at: place, into: &report)
        default: break
        }
    }

    /// The part's place in its list, whatever its type.
    private static func list(_ effect: OpenAIResponsesEffect, _ part: Int) -> Piece {
        let isSummary = effect == .openSummary || effect == .closeSummary
        return Piece(field: isSummary ? .summary : .text, part: part)
    }

    /// A whole that no piece told says nothing wrong.
    private func compare(_ whole: JSONView?, with piece: Piece, at place: Int, into report: inout LintReport) {
        guard let bytes = whole?.bytes, let joined = items[place].texts[piece], joined != JoinedText(bytes) else {
            return
        }
        report.add(
            .respDoneMismatch,
            "\(piece.field) of \(name(place)) is stated with \(bytes.count) bytes, its deltas had \(joined.count)",
            subject: "\(name(place)) \(piece.field) \(piece.part)"
        )
    }

    private mutating func close(_ fields: OpenAIResponsesFields, into report: inout LintReport) {
        guard let item = fields.item else { return }
        let place = places.place(fields) ?? open(fields)
        items[place].isClosed = true
        items[place].fingerprint = Self.fingerprint(item)
        compareTexts(of: item, at: place, into: &report)
    }

    private func compareTexts(of item: JSONView, at place: Int, into report: inout LintReport) {
        OpenAIResponsesItem.forEachText(of: item) { field, part, text in
            guard let joined = items[place].texts[Piece(field: field, part: part)], joined != JoinedText(text) else {
                return
            }
            report.add(
                .respDoneMismatch,
                "\(field) of \(name(place)) is stated with \(text.count) bytes, its deltas had \(joined.count)",
                subject: "\(name(place)) \(field) \(part)"
            )
        }
        for field: OpenAIResponsesField in [.arguments, .input, .code] {
            compare(item[field.member], with: Piece(field: field, part: 0), at: place, into: &report)
        }
    }

    private mutating func end(
        _ response: JSONView?,
        isComplete: Bool,
        isResumed: Bool,
        into report: inout LintReport
    ) {
        if isComplete {
            for place in items.indices where !items[place].isClosed || !items[place].openParts.isEmpty {
                let what = items[place].isClosed ? "a part of \(name(place))" : name(place)
                report.add(.respUnclosed, "\(what) has no done before the response is completed", subject: name(place))
            }
        }
        guard !isResumed, let output = response?["output"], output.isArray else { return }
        compareOutput(output.elements, into: &report)
    }

    private func compareOutput(_ output: [JSONView], into report: inout LintReport) {
        let ordered = places.ordered
        guard ordered.count == output.count else {
            let message = "the response ends with \(output.count) items, the stream had \(ordered.count)"
            return report.add(.respFinalMismatch, message)
        }
        for (place, item) in zip(ordered, output) {
            guard let known = items[place].fingerprint, known != Self.fingerprint(item) else { continue }
            let message = "\(name(place)) differs from what its own done event stated"
            report.add(.respFinalMismatch, message, subject: name(place), evidence: Excerpt.text(of: item))
        }
    }

    /// Encrypted reasoning is another text each time that it is written.
    private static func fingerprint(_ item: JSONView) -> UInt64 {
        item.fingerprint { $0.isText("encrypted_content") }
    }

    private func checkIndexes(
        _ effect: OpenAIResponsesEffect,
        _ fields: OpenAIResponsesFields,
        into report: inout LintReport
    ) {
        var needsPart = false
        switch effect {
        case .snapshot, .end, .nothing, .append(.audio), .append(.transcript): return
        case .append(let field), .settle(let field):
            needsPart = field.partType != nil || field == .command || field == .output
        case .openPart, .closePart, .openSummary, .closeSummary, .annotate: needsPart = true
        case .openItem, .closeItem, .status, .partialImage: break
        }
        if fields.outputIndex == nil {
            report.add(.respNoIndex, "output_index is missing", subject: "output_index")
        }
        if needsPart, fields.partIndex == nil {
            report.add(.respNoIndex, "the index of the part in its item is missing", subject: "part")
        }
    }

    private mutating func reportUnknown(_ fields: OpenAIResponsesFields, into report: inout LintReport) {
        let name =
            fields.itemID.map { "item \(Excerpt.text(of: $0))" } ?? fields.outputIndex.map { "output item \($0)" }
        report.add(
            .respUnknownItem,
            "\(name ?? "an item that is not named") was never added",
            subject: name
        )
    }

    @discardableResult
    private mutating func open(_ fields: OpenAIResponsesFields) -> Int {
        items.append(Item())
        return places.open(fields)
    }

    private func name(_ place: Int) -> String { "output item \(places.indexes[place])" }
}
