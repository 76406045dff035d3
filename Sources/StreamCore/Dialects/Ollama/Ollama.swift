/// Reads Ollama's own streams, `/api/chat` and `/api/generate`: lines of JSON, the last one `done`.
///
/// Both say the same: the first in a `message`, the second beside everything else.
package struct Ollama: DialectReader {
    private var thinkTags = ThinkTagSplitter()
    private var toolCount = 0
    private var hasRole = false
    package private(set) var model: String?
    /// The line that says `done` is the finish and the end.
    package private(set) var isComplete = false
    package private(set) var error: ProviderError?

    package init() {}

    package var sawTerminator: Bool { isComplete }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if let found = ProviderError(in: event) { report(found, into: &deltas) }
        if let json = event.json, json.isObject { read(json, into: &deltas) }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { report(found, into: &deltas) }
        read(document, into: &deltas)
    }

    package mutating func finish(into deltas: inout [Delta]) {
        thinkTags.flush(choice: 0, into: &deltas)
    }

    private mutating func read(_ line: JSONView, into deltas: inout [Delta]) {
        if model == nil, let name = line["model"], name.isNonEmptyString { model = name.string }
        let answer = line["message"].flatMap { $0.isObject ? $0 : nil } ?? line
        if !hasRole, let role = answer["role"], role.isNonEmptyString {
            hasRole = true
            deltas.append(Delta(.role, text: role.string))
        }
        if let thought = answer["thinking"], thought.isNonEmptyString {
            thinkTags.settle()
            deltas.append(Delta(.reasoning, text: thought.string))
        }
        // Without `think` older servers leave the thoughts in the text, between tags.
        if let text = (answer["content"] ?? answer["response"])?.bytes {
            thinkTags.split(text, choice: 0, into: &deltas)
        }
        answer["tool_calls"]?.forEachElement { readCall($0, into: &deltas) }
        readImages(answer, into: &deltas)
        if line["done"]?.bool ?? false { readEnd(line, into: &deltas) }
    }

    /// A call is whole when it comes; its arguments are an object.
    private mutating func readCall(_ call: JSONView, into deltas: inout [Delta]) {
        let function = call["function"]
        deltas.append(
            Delta(.toolStart, index: toolCount, id: call["id"]?.nonEmptyString, name: function?["name"]?.nonEmptyString)
        )
        if let arguments = function?.present("arguments") {
            let text = arguments.string ?? arguments.value.text()
            deltas.append(Delta(.toolArguments, index: toolCount, text: text))
        }
        toolCount += 1
    }

    private func readImages(_ answer: JSONView, into deltas: inout [Delta]) {
        answer["images"]?.forEachElement { readImage($0, into: &deltas) }
        if let image = answer["image"] { readImage(image, into: &deltas) }
        if answer["total"]?.int != nil, !(answer["done"]?.bool ?? false) {
            deltas.append(Delta(.other, name: "progress"))
        }
    }

    private func readImage(_ image: JSONView, into deltas: inout [Delta]) {
        guard let data = image.bytes, !data.isEmpty else { return }
        deltas.append(Delta(.media, text: "image", byteCount: Base64.decodedCount(data)))
    }

    private mutating func readEnd(_ line: JSONView, into deltas: inout [Delta]) {
        isComplete = true
        finish(into: &deltas)
        if let usage = Usage(ollama: line) { deltas.append(Delta(.usage, usage: usage)) }
        deltas.append(Delta(.finish, text: line["done_reason"]?.nonEmptyString))
    }

    private mutating func report(_ found: ProviderError, into deltas: inout [Delta]) {
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension Ollama {
    /// Whether a line is of an answer with that member, be it one of many or the only one.
    static func claims(_ json: JSONView, answersIn member: StaticString) -> Bool {
        guard json["done"]?.bool != nil, json["model"]?.isString ?? false, json["created_at"] != nil,
            let answer = json[member]
        else { return false }
        return answer.isObject || answer.isString
    }
}

extension Usage {
    /// The counts of a last line; nil where there are none, as after loading a model.
    ///
    /// Old servers leave out the prompt's count when it was cached.
    init?(ollama line: JSONView) {
        let input = line["prompt_eval_count"]?.int
        let output = line["eval_count"]?.int
        guard input != nil || output != nil else { return nil }
        self.init(
            inputTokens: input,
            outputTokens: output,
            totalTokens: input == nil || output == nil ? nil : Self.sum(input, output),
            source: .provider
        )
    }
}
