/// Reads the Interactions API's streams: an interaction of steps, each opened, filled and closed under its index.
///
/// A stream that is resumed begins anywhere: deltas of steps that never started count by their own type.
package struct GeminiInteractions: DialectReader {
    private var steps: [GeminiInteractionStep] = []
    private var places = WireIndexMap()
    private var toolCount = 0
    package private(set) var model: String?
    package private(set) var isComplete = false
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.data.startsWithText("[DONE]") { sawTerminator = true }
        guard let json = event.json, json.isObject else { return report(ProviderError(in: event), into: &deltas) }
        let name = json["event_type"]?.bytes ?? event.type
        if name.isText("step.delta") {
            readDelta(json, into: &deltas)
        } else if name.isText("step.start") {
            if let step = json["step"], step.isObject { open(step, index: json["index"]?.int, into: &deltas) }
        } else if name.isText("step.stop") {
            if let place = place(of: json["index"]) { steps[place].close(into: &deltas) }
        } else if name.isText("interaction.completed") {
            if let interaction = json["interaction"] { readEnd(interaction, into: &deltas) }
        } else if name.isText("interaction.created") {
            readModel(json["interaction"])
        } else if name.isText("interaction.status_update") {
            deltas.append(Delta(.other, text: json["status"]?.string, name: "status"))
        } else {
            report(ProviderError(in: event), into: &deltas)
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        document["steps"]?.forEachElement { step in
            open(step, index: nil, into: &deltas)
            steps[steps.count - 1].close(into: &deltas)
        }
        readEnd(document, into: &deltas)
    }

    private mutating func readModel(_ interaction: JSONView?) {
        guard model == nil, let name = interaction?.present("model") ?? interaction?.present("agent") else { return }
        model = name.isNonEmptyString ? name.string : nil
    }

    private mutating func readEnd(_ interaction: JSONView, into deltas: inout [Delta]) {
        readModel(interaction)
        report(ProviderError(member: interaction), into: &deltas)
        if let usage = interaction["usage"], usage.isObject {
            deltas.append(Delta(.usage, usage: Usage(interactions: usage)))
        }
        guard let status = interaction["status"], status.isNonEmptyString else { return }
        isComplete = true
        deltas.append(Delta(.finish, text: status.string))
    }

    private mutating func readDelta(_ json: JSONView, into deltas: inout [Delta]) {
        guard let delta = json["delta"], delta.isObject else { return }
        let place = place(of: json["index"]) ?? open(GeminiInteractionStep(impliedBy: delta, tool: toolCount), json)
        steps[place].read(delta, into: &deltas)
    }

    private func place(of index: JSONView?) -> Int? {
        guard let index = index?.int else { return steps.indices.last }
        return places.place(of: index)
    }

    private mutating func open(_ step: JSONView, index: Int?, into deltas: inout [Delta]) {
        let place = open(GeminiInteractionStep(step, tool: toolCount), index: index)
        steps[place].start(step, into: &deltas)
    }

    private mutating func open(_ step: GeminiInteractionStep, _ json: JSONView) -> Int {
        open(step, index: json["index"]?.int)
    }

    private mutating func open(_ step: GeminiInteractionStep, index: Int?) -> Int {
        if step.isCall { toolCount += 1 }
        steps.append(step)
        return places.open(index ?? steps.count - 1)
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension GeminiInteractions {
    /// Whether an event is of this grammar, or a document is a whole interaction.
    static func claims(_ json: JSONView) -> Bool {
        if json["object"].isText("interaction") { return true }
        guard let name = json["event_type"]?.bytes else { return false }
        return name.startsWithText("interaction.") || name.startsWithText("step.")
    }
}
