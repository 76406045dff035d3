/// Reads streams of no dialect of their own: those with a known shape as they mean it, others by guessing.
///
/// Guessed text is marked: its delta's name is the channel. Some servers repeat the whole text in each
/// event; such a stream is found by its growth and told as what each event adds.
package struct GenericStream: DialectReader {
    private var shape: (any StreamShape)?
    private var growth = CumulativeText()
    /// The channel that ``growth`` watches.
    private var channel: String?
    private var guessedModel: String?
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package var model: String? { shape?.model ?? guessedModel }
    package var isComplete: Bool { sawTerminator }

    /// Whether an event is of a known shape, so that no dialect's reader would understand it.
    package static func knows(_ event: DialectEvent) -> Bool {
        StreamShapes.claimant(of: event) != nil
    }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if let found = ProviderError(in: event) ?? Self.codedError(event.json) {
            error = error ?? found
            deltas.append(found.delta)
            return
        }
        if shape == nil { shape = StreamShapes.claimant(of: event)?.init() }
        if shape == nil { guess(event, into: &deltas) } else { readShape(event, into: &deltas) }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        guard let found = ProviderError(member: document) else { return }
        error = found
        deltas.append(found.delta)
    }

    private mutating func readShape(_ event: DialectEvent, into deltas: inout [Delta]) {
        let before = deltas.count
        shape?.read(event, into: &deltas)
        for delta in deltas[before...] where delta.kind == .error && error == nil {
            error = ProviderError(type: delta.name, message: delta.text ?? "", code: delta.id)
        }
        sawTerminator = shape?.isEnded ?? false || event.data.startsWithText("[DONE]")
    }

    private mutating func guess(_ event: DialectEvent, into deltas: inout [Delta]) {
        sawTerminator = Self.ends(event)
        guard let json = event.json, json.isObject else { return }
        if guessedModel == nil, let name = json["model"], name.isNonEmptyString { guessedModel = name.string }
        if let (name, text) = GuessedChannel.text(in: json), !text.isEmpty {
            if channel != name.description {
                channel = name.description
                growth = CumulativeText()
            }
            for piece in growth.pieces(of: text) { deltas.append(Delta(.text, text: piece, name: channel)) }
        }
        if let usage = json["usage"], usage.isObject { deltas.append(Delta(.usage, usage: Usage(openAI: usage))) }
    }

    /// `code` beside `message`, as AWS and DashScope report errors; codes of success are none.
    private static func codedError(_ json: JSONView?) -> ProviderError? {
        guard let json, let code = json["code"], code.isTruthy, json["message"]?.isNonEmptyString ?? false,
            !isSuccess(code)
        else { return nil }
        return ProviderError(fieldLine: .none, json: json)
    }

    private static func isSuccess(_ code: JSONView) -> Bool {
        if let number = code.int ?? code.string.flatMap({ Int($0) }) { return (0..<400).contains(number) }
        guard let word = code.string?.lowercased() else { return false }
        return word == "success" || word == "ok"
    }

    private static func ends(_ event: DialectEvent) -> Bool {
        if event.data.startsWithText("[DONE]") || isEnd(event.type) { return true }
        guard let json = event.json, json.isObject else { return false }
        if json["done"]?.bool ?? false || json["is_finished"]?.bool ?? false { return true }
        guard let type = json["type"]?.bytes else { return false }
        return type.endsWithText(".done") || type.endsWithText(".completed") || type.endsWithText("_stop")
            || type.endsWithText("-end")
    }

    private static func isEnd(_ type: ByteView) -> Bool {
        type.isText("done") || type.isText("end") || type.isText("complete") || type.isText("close")
    }
}
