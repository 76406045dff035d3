/// Rebuilds what a run left: the run itself, its messages and its steps.
package struct OpenAIAssistantsMessage: MessageBuilder {
    private var thread: JSONValue?
    private var run: JSONValue?
    private var messages = AssistantsObjects("thread.message")
    private var steps = AssistantsObjects("thread.run.step")

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let kind = AssistantsEvent(event), let json = event.json else { return }
        switch kind {
        case .thread: thread = json.value
        case .run: run = json.value
        case .step: steps.replace(json)
        case .message: messages.replace(json)
        case .stepDelta: steps.join(json)
        case .messageDelta: messages.join(json)
        }
    }

    package func message() -> JSONValue? {
        guard thread != nil || run != nil || !messages.isEmpty || !steps.isEmpty else { return nil }
        var whole = JSONObject()
        whole["thread"] = thread
        whole["run"] = run ?? .null
        whole["messages"] = messages.value
        whole["steps"] = steps.value
        return .object(whole)
    }

    /// Calls keep their raw text in `arguments`, where it belongs in this grammar.
    package var partialJSON: [Int: String] { [:] }
}

/// The messages or the steps of a run by ID, in order of arrival.
private struct AssistantsObjects {
    private let type: String
    private var objects: [JSONValue] = []
    private var places: [String: Int] = [:]

    init(_ type: String) {
        self.type = type
    }

    var isEmpty: Bool { objects.isEmpty }
    var value: JSONValue { .array(objects.map(\.withoutIndexes)) }

    /// An event that is no delta states the whole object.
    mutating func replace(_ object: JSONView) {
        let place = place(of: object)
        objects[place] = object.value
    }

    mutating func join(_ event: JSONView) {
        guard let delta = event["delta"], delta.isObject else { return }
        let place = place(of: event)
        objects[place].join(indexed: delta)
    }

    private mutating func place(of object: JSONView) -> Int {
        let id = object["id"]?.string ?? ""
        if let place = places[id] { return place }
        objects.append(["id": .string(id), "object": .string(type)])
        places[id] = objects.count - 1
        return objects.count - 1
    }
}
