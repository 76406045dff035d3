/// What the reader remembers of one choice.
struct OpenAIChatChoice: Sendable {
    private let index: Int
    private var thinkTags = ThinkTagSplitter()
    private var tools = ToolCallTracker()
    private var legacyCall: Int?
    private var hasRole = false
    private var hasDelta = false
    private var isFinished = false

    init(index: Int) {
        self.index = index
    }

    mutating func read(_ fields: OpenAIChatChoiceFields, isDocument: Bool, into deltas: inout [Delta]) {
        if let delta = fields.delta, delta.isObject {
            hasDelta = true
            read(OpenAIChatDelta(delta), into: &deltas)
        } else if let message = fields.message, message.isObject, isDocument || !hasDelta {
            // Some gateways answer a streaming request with one event that holds the whole message.
            hasDelta = true
            read(OpenAIChatDelta(message), into: &deltas)
        }
    }

    /// Ends the choice; returns whether it was open until now.
    mutating func finish(_ reason: String, into deltas: inout [Delta]) -> Bool {
        flush(into: &deltas)
        deltas.append(Delta(.finish, choice: index, text: reason))
        defer { isFinished = true }
        return !isFinished
    }

    mutating func flush(into deltas: inout [Delta]) {
        thinkTags.flush(choice: index, into: &deltas)
    }

    private mutating func read(_ delta: OpenAIChatDelta, into deltas: inout [Delta]) {
        if let role = delta.role, !hasRole {
            hasRole = true
            deltas.append(Delta(.role, choice: index, text: role.string))
        }
        if let reasoning = delta.reasoning {
            thinkTags.settle()
            deltas.append(Delta(.reasoning, choice: index, text: reasoning.string))
        } else if let details = delta.reasoningDetails {
            readReasoningDetails(details, into: &deltas)
        } else if let steps = delta.reasoningSteps {
            steps.forEachElement { if let thought = $0["thought"] { readThought(thought, into: &deltas) } }
        }
        if let content = delta.content { readContent(content, into: &deltas) }
        if let refusal = delta.refusal { deltas.append(Delta(.refusal, choice: index, text: refusal.string)) }
        if let audio = delta.audio { readAudio(audio, into: &deltas) }
        if let call = delta.functionCall { readLegacyCall(call, into: &deltas) }
        if let images = delta.images { images.forEachElement { readImage($0, into: &deltas) } }
        if let calls = delta.toolCalls { OpenAIToolCallFields.forEach(calls) { readToolCall($0, into: &deltas) } }
    }

    private mutating func readContent(_ content: JSONView, into deltas: inout [Delta]) {
        if let bytes = content.bytes {
            return thinkTags.split(bytes, choice: index, into: &deltas)
        }
        content.forEachElement { part in readContentPart(part, into: &deltas) }
    }

    /// Mistral and Databricks send typed parts in place of a string.
    private mutating func readContentPart(_ part: JSONView, into deltas: inout [Delta]) {
        if let text = part["text"], text.isNonEmptyString {
            deltas.append(Delta(.text, choice: index, text: text.string))
        }
        guard let thinking = part["thinking"] ?? part["summary"] else { return }
        readThought(thinking, into: &deltas)
        thinking.forEachElement { piece in
            if let text = piece["text"] { readThought(text, into: &deltas) }
        }
    }

    private mutating func readThought(_ text: JSONView, into deltas: inout [Delta]) {
        guard text.isNonEmptyString else { return }
        thinkTags.settle()
        deltas.append(Delta(.reasoning, choice: index, text: text.string))
    }

    /// OpenRouter's details mirror `reasoning`: they count only where that is missing.
    private func readReasoningDetails(_ details: JSONView, into deltas: inout [Delta]) {
        details.forEachElement { detail in
            guard let text = detail.present("text") ?? detail.present("summary"), text.isNonEmptyString else { return }
            deltas.append(Delta(.reasoning, choice: index, text: text.string))
        }
    }

    private func readAudio(_ audio: JSONView, into deltas: inout [Delta]) {
        if let transcript = audio["transcript"], transcript.isNonEmptyString {
            deltas.append(Delta(.text, choice: index, text: transcript.string))
        }
        if let data = audio["data"]?.bytes, !data.isEmpty {
            deltas.append(Delta(.media, choice: index, text: "audio", byteCount: Base64.decodedCount(data)))
        }
    }

    /// OpenRouter sends images as data URLs.
    private func readImage(_ image: JSONView, into deltas: inout [Delta]) {
        guard let url = image["image_url"]?["url"]?.bytes, url.startsWithText("data:"),
            let comma = url.firstIndex(of: UInt8(ascii: ","))
        else { return }
        let count = Base64.decodedCount(ByteView(rebasing: url[(comma + 1)...]))
        deltas.append(Delta(.media, choice: index, text: "image", byteCount: count))
    }

    private mutating func readToolCall(_ call: JSONView, into deltas: inout [Delta]) {
        let fields = OpenAIToolCallFields(call)
        let place = tools.place(index: fields.index, id: fields.id, name: fields.name)
        if place.isNew || fields.id != nil || fields.name != nil {
            deltas.append(
                Delta(
                    .toolStart,
                    choice: index,
                    index: place.position,
                    text: fields.isCustom ? "custom" : nil,
                    id: fields.id,
                    name: fields.name
                )
            )
        }
        readArguments(fields.arguments, position: place.position, into: &deltas)
    }

    private mutating func readLegacyCall(_ call: JSONView, into deltas: inout [Delta]) {
        let position = legacyCall ?? tools.openLegacyCall()
        let name = call["name"].flatMap { $0.isNonEmptyString ? $0.string : nil }
        if legacyCall == nil || name != nil {
            deltas.append(Delta(.toolStart, choice: index, index: position, name: name))
        }
        legacyCall = position
        readArguments(call["arguments"], position: position, into: &deltas)
    }

    private func readArguments(_ arguments: JSONView?, position: Int, into deltas: inout [Delta]) {
        guard let arguments, let text = OpenAIToolCallFields.text(of: arguments), !text.isEmpty else { return }
        deltas.append(Delta(.toolArguments, choice: index, index: position, text: text))
    }
}
