/// Reads streams of no known dialect: guesses where the text is, recognises common ends and errors.
///
/// Guessed text is marked: its delta's name is the channel. Some servers repeat the whole text in each
/// event; such a stream is found by its growth and told as what each event adds.
package struct GenericStream: DialectReader {
    private var growth = CumulativeText()
    package private(set) var model: String?
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package var isComplete: Bool { sawTerminator }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if let found = ProviderError(in: event) ?? Self.codedError(event.json) {
            error = error ?? found
            deltas.append(found.delta)
            return
        }
        sawTerminator = Self.ends(event)
        guard let json = event.json, json.isObject else { return }
        if model == nil, let name = json["model"], name.isNonEmptyString { model = name.string }
        if let (channel, text) = GuessedChannel.text(in: json), !text.isEmpty {
            for piece in growth.pieces(of: text) {
                deltas.append(Delta(.text, text: piece, name: channel.description))
            }
        }
        if let usage = json["usage"], usage.isObject { deltas.append(Delta(.usage, usage: Usage(openAI: usage))) }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        guard let found = ProviderError(member: document) else { return }
        error = found
        deltas.append(found.delta)
    }

    /// `code` beside `message`, as AWS and DashScope report errors.
    private static func codedError(_ json: JSONView?) -> ProviderError? {
        guard let json, json["code"]?.isTruthy ?? false, json["message"]?.isNonEmptyString ?? false else { return nil }
        return ProviderError(fieldLine: .none, json: json)
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
