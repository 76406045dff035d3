/// Reads a connection with many answers: OpenAI's Realtime, and Responses over a WebSocket.
///
/// Both send the events of the Responses grammar for each answer. Realtime names the answer in each event and may
/// have several open at a time; the other gives one after the other.
package struct OpenAIConversation: DialectReader {
    /// An answer that has not ended.
    private struct Open: Sendable {
        let number: Int
        var id: [UInt8]?
        var reader = OpenAIResponses()
    }

    private var open: [Open] = []
    private var progress = ConversationProgress()
    package private(set) var model: String?
    /// The last error, unless an answer that went well came after it: most of them end nothing.
    package private(set) var error: ProviderError?

    /// A peer that begins answers and never ends one cannot fill the memory with them.
    private static let mostOpen = 64

    package init() {}

    package var conversation: ConversationProgress? { progress }
    /// Between two answers the connection may end at any time.
    package var isComplete: Bool { open.isEmpty }
    package let sawTerminator = false

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        progress.current = nil
        guard let json = event.json, json.isObject else { return report(ProviderError(in: event), into: &deltas) }
        let name = event.name
        if name.startsWithText("response.") { return readAnswer(event, json, name: name, into: &deltas) }
        if let found = ProviderError(member: json) { return report(found, into: &deltas) }
        if name.isText("input_audio_buffer.speech_stopped") { progress.heard += 1 }
        readModel(json["session"])
        deltas.append(Delta(.other, name: name.isEmpty ? nil : name.text))
    }

    package mutating func readRequest(_ event: DialectEvent) {
        progress.current = nil
        guard let json = event.json, json.isObject else { return }
        let name = event.name
        if name.isText("response.create") {
            progress.asked += 1
            readModel(json["response"])
            readModel(json)
        } else if name.isText("session.update") {
            readModel(json["session"])
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        report(ProviderError(member: document), into: &deltas)
    }
}

extension OpenAIConversation {
    /// Leaves an event of an answer to the reader of that answer.
    private mutating func readAnswer(
        _ event: DialectEvent,
        _ json: JSONView,
        name: ByteView,
        into deltas: inout [Delta]
    ) {
        let place = place(of: Self.id(json), isStart: name.isText("response.created"))
        let start = deltas.count
        open[place].reader.read(event, into: &deltas)
        let number = open[place].number
        progress.current = number
        // What says nothing else says at least which answer goes on.
        if deltas.count == start { deltas.append(Delta(.other, name: name.text)) }
        for delta in start..<deltas.count { deltas[delta].choice = number }
        if let found = open[place].reader.model { model = found }
        if open[place].reader.sawTerminator { close(place) }
    }

    /// The answer that an event is of; one whose start is missing begins with its first event.
    private mutating func place(of id: ByteView?, isStart: Bool) -> Int {
        if let id, let known = open.firstIndex(where: { $0.id.map { id.elementsEqual($0) } ?? false }) { return known }
        if !isStart, id == nil || open.last?.id == nil, let last = open.indices.last {
            if let id { open[last].id = Array(id) }
            return last
        }
        if open.count == Self.mostOpen { open.removeFirst() }
        open.append(Open(number: progress.begun, id: id.map { Array($0) }))
        progress.begun += 1
        return open.count - 1
    }

    private mutating func close(_ place: Int) {
        progress.ended += 1
        error = open[place].reader.error
        open.remove(at: place)
    }

    private static func id(_ json: JSONView) -> ByteView? {
        guard let id = json["response_id"] ?? json["response"]?["id"], id.isNonEmptyString else { return nil }
        return id.bytes
    }

    private mutating func readModel(_ holder: JSONView?) {
        if let name = holder?["model"], name.isNonEmptyString { model = name.string }
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = found
        deltas.append(found.delta)
    }
}

extension OpenAIConversation {
    /// Whether an event is one of Realtime's: they have an id, where those of Responses have a number.
    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json, json.isObject, json["event_id"]?.isString ?? false else { return false }
        let name = event.name
        return families.contains { name.startsWithText($0) }
    }

    private static let families: [StaticString] = [
        "response.", "session.", "conversation.", "input_audio_buffer.", "output_audio_buffer.", "rate_limits.",
        "transcription_session.",
    ]
}
