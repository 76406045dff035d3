/// Reads DashScope's native generation streams.
///
/// Each event holds the whole answer so far, unless `incremental_output` was asked for; newer models send
/// pieces unasked. Where the request does not tell, the growth of the texts does.
package struct DashScope: DialectReader {
    private var choices: [DashScopeChoice] = []
    private var places = WireIndexMap()
    private var unfinished = 0
    private var isCumulative: Bool?
    package private(set) var model: String?
    package private(set) var error: ProviderError?

    package init() {}

    package var isComplete: Bool { !choices.isEmpty && unfinished == 0 }
    /// The finish is in the last event.
    package var sawTerminator: Bool { isComplete }

    package mutating func prepare(for request: RequestFacts) {
        isCumulative = request.incrementalOutput.map { !$0 }
    }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if let found = ProviderError(dashScope: event) { return report(found, into: &deltas) }
        guard let json = event.json, json.isObject else { return }
        read(json, into: &deltas)
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        let event = DialectEvent(document: document)
        if let found = ProviderError(dashScope: event) { return report(found, into: &deltas) }
        read(document, into: &deltas)
    }

    private mutating func read(_ json: JSONView, into deltas: inout [Delta]) {
        if let output = json["output"] {
            if model == nil { model = output["model_name"]?.nonEmptyString }
            if let list = output["choices"], list.isArray {
                var number = 0
                list.forEachElement { choice in
                    let fields = DashScopeFields(choice: choice)
                    read(fields, number: choice["index"]?.int ?? number, into: &deltas)
                    number += 1
                }
            } else if let fields = DashScopeFields(plain: output) {
                read(fields, number: 0, into: &deltas)
            }
        }
        if let usage = json["usage"], usage.isObject, usage.isTruthy {
            deltas.append(Delta(.usage, usage: Usage(openAI: usage)))
        }
    }

    private mutating func read(_ fields: DashScopeFields, number: Int, into deltas: inout [Delta]) {
        let place = place(of: number)
        choices[place].read(fields, into: &deltas)
        guard let reason = fields.finishReason else { return }
        if choices[place].finish() { unfinished -= 1 }
        deltas.append(Delta(.finish, choice: number, text: reason))
    }

    private mutating func place(of number: Int) -> Int {
        if let place = places.place(of: number) { return place }
        choices.append(DashScopeChoice(index: number, isCumulative: isCumulative))
        unfinished += 1
        return places.open(number)
    }

    private mutating func report(_ found: ProviderError, into deltas: inout [Delta]) {
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension DashScope {
    /// Whether an event or a document is an answer of this grammar.
    static func claims(_ json: JSONView) -> Bool {
        guard let output = json["output"], output.isObject, json["request_id"]?.isString ?? false else { return false }
        return output["choices"]?.isArray ?? false || output["text"]?.isString ?? false
            || output["finish_reason"]?.isString ?? false
    }
}

extension ProviderError {
    /// A failure is an event named `error`, or one with a code in place of an output.
    init?(dashScope event: DialectEvent) {
        if let json = event.json, json.isObject, json["code"]?.isTruthy ?? false, !(json["output"]?.isTruthy ?? false) {
            self.init(fieldLine: .none, json: json)
        } else if let found = ProviderError(in: event) {
            self = found
        } else {
            return nil
        }
    }
}
