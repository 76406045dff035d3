/// What the reader remembers of one candidate.
struct GeminiCandidate: Sendable {
    private let index: Int
    private var hasRole = false
    private var isFinished = false
    private var toolCount = 0
    /// Arguments of a call that arrive by path.
    private var openArguments: PartialArguments?

    init(index: Int) {
        self.index = index
    }

    /// The reason, unless it says that there is none yet.
    static func finishReason(_ candidate: JSONView) -> String? {
        guard let reason = candidate["finishReason"], reason.isNonEmptyString,
            !(reason.bytes?.isText("FINISH_REASON_UNSPECIFIED") ?? false)
        else { return nil }
        return reason.string
    }

    mutating func read(_ candidate: JSONView, into deltas: inout [Delta]) {
        guard let content = candidate["content"] else { return }
        if !hasRole, let role = content["role"]?.string {
            hasRole = true
            deltas.append(Delta(.role, choice: index, text: role))
        }
        content["parts"]?.forEachElement { readPart($0, into: &deltas) }
    }

    /// Ends the candidate; returns whether it was open until now.
    mutating func finish(_ reason: String, into deltas: inout [Delta]) -> Bool {
        flush(into: &deltas)
        deltas.append(Delta(.finish, choice: index, text: reason))
        defer { isFinished = true }
        return !isFinished
    }

    /// A call that never ended leaves arguments that do not parse, so that nobody takes them for whole.
    mutating func flush(into deltas: inout [Delta]) {
        guard let arguments = openArguments else { return }
        openArguments = nil
        tellArguments(String(arguments.text.dropLast()), into: &deltas)
    }

    private mutating func readPart(_ part: JSONView, into deltas: inout [Delta]) {
        if let text = part["text"] {
            guard text.isNonEmptyString else { return }
            guard part["thought"]?.bool ?? false else {
                return deltas.append(Delta(.text, choice: index, text: text.string))
            }
            // Thoughts are streamed as summaries only; their tokens are counted in full.
            deltas.append(Delta(.reasoning, choice: index, text: text.string, name: "summary"))
        } else if let call = part["functionCall"], call.isObject {
            readCall(call, into: &deltas)
        } else if let code = part["executableCode"], code.isObject {
            tellCall(id: nil, name: "code_execution", into: &deltas)
            tellArguments(code.value.text(), into: &deltas)
        } else if let call = part["toolCall"], call.isObject {
            // A tool that runs at the provider's.
            tellCall(id: call["id"]?.string, name: (call["toolType"] ?? call["name"])?.string, into: &deltas)
            if let arguments = call["args"], arguments.isObject { tellArguments(arguments.value.text(), into: &deltas) }
        } else if let blob = part["inlineData"], let data = blob["data"]?.bytes {
            let kind = blob["mimeType"]?.string
            deltas.append(Delta(.media, choice: index, text: kind, byteCount: Base64.decodedCount(data)))
        } else {
            deltas.append(Delta(.other, choice: index))
        }
    }

    private mutating func readCall(_ call: JSONView, into deltas: inout [Delta]) {
        let fields = GeminiCallFields(call)
        if openArguments == nil || fields.name != nil {
            flush(into: &deltas)
            tellCall(id: fields.id, name: fields.name, into: &deltas)
            guard fields.isPartial else {
                if let arguments = fields.arguments { tellArguments(arguments.value.text(), into: &deltas) }
                return
            }
            openArguments = PartialArguments()
        }
        fields.pieces?.forEachElement { piece in
            openArguments?.apply(piece)
            tellValue(piece, into: &deltas)
        }
        guard !fields.willContinue, let arguments = openArguments else { return }
        openArguments = nil
        tellArguments(arguments.text, into: &deltas)
    }

    private mutating func tellCall(id: String?, name: String?, into deltas: inout [Delta]) {
        toolCount += 1
        deltas.append(Delta(.toolStart, choice: index, index: toolCount - 1, id: id, name: name))
    }

    private func tellArguments(_ text: String, into deltas: inout [Delta]) {
        deltas.append(Delta(.toolArguments, choice: index, index: toolCount - 1, text: text))
    }

    private func tellValue(_ piece: JSONView, into deltas: inout [Delta]) {
        guard let path = piece["jsonPath"]?.string else { return }
        let value = PartialArguments.value(of: piece)
        let text = value?.stringValue ?? value?.text() ?? ""
        deltas.append(Delta(.toolArguments, choice: index, index: toolCount - 1, text: text, name: path))
    }
}
