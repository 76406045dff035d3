/// Reads the small grammars of Bedrock's older models.
struct BedrockNativeModel: DialectReader {
    private var choices: [Choice] = []
    private var places = WireIndexMap()
    private var unfinished = 0
    private var input: Int?
    private var output: Int?
    private(set) var error: ProviderError?
    let model: String? = nil
    /// Nothing must follow the finish.
    let sawTerminator = false
    var isComplete: Bool { !choices.isEmpty && unfinished == 0 }

    private struct Choice: Sendable {
        var hasRole = false
        var isFinished = false
        var tools = ToolCallTracker()
    }

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if let found = ProviderError(in: event) {
            error = error ?? found
            deltas.append(found.delta)
        } else if let json = event.json, json.isObject {
            read(BedrockNativeChunk(json), into: &deltas)
        }
    }

    mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        read(BedrockNativeChunk(document), into: &deltas)
    }

    private mutating func read(_ chunk: BedrockNativeChunk, into deltas: inout [Delta]) {
        chunk.forEachPiece { read($0, into: &deltas) }
        let counts = chunk.counts
        guard counts.input != nil || counts.output != nil else { return }
        // The prompt is counted once, the output in each chunk.
        input = counts.input ?? input
        output = counts.output ?? output
        let total = input == nil || output == nil ? nil : Usage.sum(input, output)
        let usage = Usage(inputTokens: input, outputTokens: output, totalTokens: total, source: .provider)
        deltas.append(Delta(.usage, usage: usage))
    }

    private mutating func read(_ piece: BedrockNativeChunk.Piece, into deltas: inout [Delta]) {
        let place = place(of: piece.choice)
        if let role = piece.role, !choices[place].hasRole {
            choices[place].hasRole = true
            deltas.append(Delta(.role, choice: piece.choice, text: role))
        }
        if let text = piece.text, !text.isEmpty { deltas.append(Delta(.text, choice: piece.choice, text: text)) }
        piece.toolCalls?.forEachElement { readCall($0, of: piece.choice, at: place, into: &deltas) }
        guard let reason = piece.reason else { return }
        if !choices[place].isFinished { unfinished -= 1 }
        choices[place].isFinished = true
        deltas.append(Delta(.finish, choice: piece.choice, text: reason))
    }

    private mutating func readCall(_ call: JSONView, of choice: Int, at place: Int, into deltas: inout [Delta]) {
        let fields = OpenAIToolCallFields(call)
        let found = choices[place].tools.place(index: fields.index, id: fields.id, name: fields.name)
        if found.isNew {
            deltas.append(
                Delta(.toolStart, choice: choice, index: found.position, id: fields.id, name: fields.name)
            )
        }
        guard let text = fields.arguments.flatMap(OpenAIToolCallFields.text), !text.isEmpty else { return }
        deltas.append(Delta(.toolArguments, choice: choice, index: found.position, text: text))
    }

    private mutating func place(of choice: Int) -> Int {
        if let place = places.place(of: choice) { return place }
        choices.append(Choice())
        unfinished += 1
        return places.open(choice)
    }
}
