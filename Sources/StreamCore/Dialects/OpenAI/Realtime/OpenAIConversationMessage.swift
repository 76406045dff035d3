/// Rebuilds what came over a connection with many answers.
///
/// One answer of Responses is itself; several are a list. A Realtime session is an object of its own, as no
/// endpoint returns one: the session as it was last, the items of its conversation, and the responses.
package struct OpenAIConversationMessage: MessageBuilder {
    private struct Answer {
        var id: String?
        var message = OpenAIResponsesMessage()
        var isOpen = true
    }

    private var session: JSONValue?
    private var answers: [Answer] = []
    private var items: [JSONObject] = []
    private var places: [String: Int] = [:]

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return }
        let name = event.name
        if name.startsWithText("response.") {
            addAnswer(event, json, isStart: name.isText("response.created"))
        } else if name.startsWithText("conversation.item.") {
            addItem(json, name: name)
        } else if let described = json["session"], described.isObject {
            session = described.value
        }
    }

    package func message() -> JSONValue? {
        let responses = answers.compactMap { $0.message.message() }
        if session == nil, items.isEmpty {
            guard responses.count > 1 else { return responses.first }
            return ["object": "list", "data": .array(responses)]
        }
        return [
            "object": "realtime.conversation",
            "session": session ?? .null,
            "items": .array(items.map { .object($0) }),
            "responses": .array(responses),
        ]
    }

    /// Calls keep their raw text in `arguments`, where it belongs in this grammar.
    package var partialJSON: [Int: String] { [:] }
}

extension OpenAIConversationMessage {
    private mutating func addAnswer(_ event: DialectEvent, _ json: JSONView, isStart: Bool) {
        let place = place(of: (json["response_id"] ?? json["response"]?["id"])?.nonEmptyString, isStart: isStart)
        answers[place].message.add(event)
        if OpenAIResponsesEffect(event.name) == .end { answers[place].isOpen = false }
    }

    private mutating func place(of id: String?, isStart: Bool) -> Int {
        if let id, let known = answers.lastIndex(where: { $0.id == id }) { return known }
        if !isStart, let last = answers.indices.last, answers[last].isOpen, id == nil || answers[last].id == nil {
            if let id { answers[last].id = id }
            return last
        }
        answers.append(Answer(id: id))
        return answers.count - 1
    }

    /// An item as it was last described, with what was understood of its audio.
    private mutating func addItem(_ json: JSONView, name: ByteView) {
        if let item = json["item"], item.isObject, let id = item["id"]?.nonEmptyString {
            var described = item.value.objectValue ?? JSONObject()
            if let place = places[id] {
                if described["content"]?.arrayValue?.isEmpty ?? true { described["content"] = items[place]["content"] }
                items[place] = described
            } else {
                places[id] = items.count
                items.append(described)
            }
        } else if name.isText("conversation.item.input_audio_transcription.completed") {
            transcribe(json)
        }
    }

    private mutating func transcribe(_ json: JSONView) {
        guard let id = json["item_id"]?.nonEmptyString, let place = places[id],
            let transcript = json["transcript"]?.value
        else { return }
        var content = items[place]["content"]?.arrayValue ?? []
        let index = json["content_index"]?.int ?? 0
        guard content.indices.contains(index), var part = content[index].objectValue else { return }
        part["transcript"] = transcript
        content[index] = .object(part)
        items[place]["content"] = .array(content)
    }
}
