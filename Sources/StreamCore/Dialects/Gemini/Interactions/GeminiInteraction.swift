/// Rebuilds the interaction that a stream of steps stands for.
package struct GeminiInteraction: MessageBuilder {
    private var members = JSONObject()
    private var steps: [GeminiInteractionMessageStep] = []
    private var places = WireIndexMap()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return }
        let name = json["event_type"]?.bytes ?? event.type
        if name.isText("step.delta") {
            if let delta = json["delta"], delta.isObject { addDelta(delta, index: json["index"]?.int) }
        } else if name.isText("step.start") {
            if let step = json["step"], step.isObject { open(step, index: json["index"]?.int) }
        } else if name.isText("interaction.created") || name.isText("interaction.completed") {
            json["interaction"]?.forEachMember { key, value in members.replace(key.text, by: value) }
        } else if name.isText("interaction.status_update") {
            if let id = json["interaction_id"] { members.replace("id", by: id) }
            if let status = json["status"] { members.replace("status", by: status) }
        }
    }

    /// The last event may hold all steps; they stand.
    package func message() -> JSONValue? {
        guard !members.isEmpty || !steps.isEmpty else { return nil }
        var message = members
        let isWhole = message["steps"]?.arrayValue.map { !$0.isEmpty } ?? false
        if !isWhole, !steps.isEmpty { message["steps"] = .array(ordered.map { $0.rebuilt().value }) }
        return .object(message)
    }

    package var partialJSON: [Int: String] {
        var result: [Int: String] = [:]
        for (position, step) in ordered.enumerated() {
            if let text = step.rebuilt().unparsed { result[position] = text }
        }
        return result
    }

    /// By index, in order of arrival where one is used twice.
    private var ordered: [GeminiInteractionMessageStep] {
        let entries = zip(places.wireIndexes, steps)
        guard Set(places.wireIndexes).count == steps.count else { return steps }
        return entries.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private mutating func addDelta(_ delta: JSONView, index: Int?) {
        let known = index.map { places.place(of: $0) } ?? steps.indices.last
        steps[known ?? open(GeminiInteractionMessageStep(impliedBy: delta), index: index)].add(delta)
    }

    private mutating func open(_ step: JSONView, index: Int?) {
        _ = open(GeminiInteractionMessageStep(step), index: index)
    }

    private mutating func open(_ step: GeminiInteractionMessageStep, index: Int?) -> Int {
        steps.append(step)
        return places.open(index ?? steps.count - 1)
    }
}
