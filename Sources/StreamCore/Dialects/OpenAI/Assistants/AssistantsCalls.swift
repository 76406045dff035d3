/// The tool calls of a run as the reader tells them, over all its steps.
struct AssistantsCalls: Sendable {
    private struct Key: Hashable {
        var step: String
        var index: Int
    }

    private struct Call {
        var id: String?
        var isStarted = false
        var hasArguments = false
    }

    private var calls: [Call] = []
    private var positions: [Key: Int] = [:]
    private var positionsByID: [String: Int] = [:]

    /// Tells a piece of a call; only the first piece of an index has its ID.
    mutating func read(_ call: JSONView, step: String, position: Int, into deltas: inout [Delta]) {
        let key = Key(step: step, index: call["index"]?.int ?? position)
        let place = positions[key] ?? open(id: Self.id(of: call))
        positions[key] = place
        tell(call, at: place, into: &deltas)
    }

    /// Tells what no piece told of a call that stands whole in a step or in a run.
    mutating func settle(_ call: JSONView, into deltas: inout [Delta]) {
        guard let id = Self.id(of: call) else { return }
        let place = positionsByID[id] ?? open(id: id)
        let name = Self.name(of: call)
        if !calls[place].isStarted, let name { start(place, name: name, call, into: &deltas) }
        guard !calls[place].hasArguments else { return }
        tell(call, at: place, into: &deltas)
    }

    private mutating func tell(_ call: JSONView, at place: Int, into deltas: inout [Delta]) {
        let function = call["function"]
        let text = function?["arguments"] ?? call["code_interpreter"]?["input"]
        let hasText = text?.isNonEmptyString ?? false
        // A code interpreter is announced long before it writes anything.
        let isDue = function?["name"]?.isNonEmptyString ?? hasText || call["file_search"] != nil
        if !calls[place].isStarted, isDue { start(place, name: Self.name(of: call), call, into: &deltas) }
        guard hasText, let text else { return }
        calls[place].hasArguments = true
        deltas.append(Delta(.toolArguments, index: place, text: text.string))
    }

    private mutating func start(_ place: Int, name: String?, _ call: JSONView, into deltas: inout [Delta]) {
        calls[place].isStarted = true
        let text = call["code_interpreter"] == nil ? nil : "custom"
        deltas.append(Delta(.toolStart, index: place, text: text, id: calls[place].id, name: name))
    }

    private mutating func open(id: String?) -> Int {
        calls.append(Call(id: id))
        let place = calls.count - 1
        if let id { positionsByID[id] = place }
        return place
    }

    private static func id(of call: JSONView) -> String? {
        call["id"].flatMap { $0.isNonEmptyString ? $0.string : nil }
    }

    /// A function's name; the tools of the provider are named by their type.
    private static func name(of call: JSONView) -> String? {
        if let function = call["function"] { return function["name"]?.string }
        return call["type"]?.string
    }
}
