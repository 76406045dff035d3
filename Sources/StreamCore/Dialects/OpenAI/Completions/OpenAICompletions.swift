/// Reads streams of plain completion: OpenAI's legacy grammar, and the native ones that look like it.
package struct OpenAICompletions: DialectReader {
    private var choices: [CompletionChoice] = []
    private var places = WireIndexMap()
    private var unfinished = 0
    private var echo = EchoedPrompts()
    package private(set) var model: String?
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package var isComplete: Bool { !choices.isEmpty && unfinished == 0 }

    package mutating func prepare(for request: RequestFacts) {
        echo = request.echo
    }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.data.startsWithText("[DONE]") { sawTerminator = true }
        if let found = ProviderError(in: event) { report(found, into: &deltas) }
        guard let json = event.json, json.isObject, let shape = CompletionShape(inStream: json) else { return }
        read(json, shape: shape, into: &deltas)
        // Only OpenAI's grammar has an event behind the last one.
        if shape != .openAI, isComplete { sawTerminator = true }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { report(found, into: &deltas) }
        if let shape = CompletionShape(inStream: document) { read(document, shape: shape, into: &deltas) }
    }

    private mutating func read(_ json: JSONView, shape: CompletionShape, into deltas: inout [Delta]) {
        if model == nil, let name = json["model"], name.isNonEmptyString { model = name.string }
        if shape == .openAI {
            json["choices"]?.forEachElement { read(CompletionPiece($0, shape: shape), into: &deltas) }
        } else {
            read(CompletionPiece(json, shape: shape), into: &deltas)
        }
        // Ollama sends counts of zero until it knows them.
        if shape == .openAI, let usage = json["usage"], usage.isObject, !usage.isZeroUsage {
            deltas.append(Delta(.usage, usage: Usage(openAI: usage)))
        }
    }

    private mutating func read(_ piece: CompletionPiece, into deltas: inout [Delta]) {
        let place = place(of: piece.choice)
        choices[place].read(piece, into: &deltas)
        if let reason = piece.finishReason {
            if choices[place].finish() { unfinished -= 1 }
            deltas.append(Delta(.finish, choice: piece.choice, text: reason))
        }
        if let usage = piece.usage { deltas.append(Delta(.usage, usage: usage)) }
    }

    private mutating func place(of index: Int) -> Int {
        if let place = places.place(of: index) { return place }
        choices.append(CompletionChoice(index: index, echoedBytes: echo.byteCount(ofChoice: index)))
        unfinished += 1
        return places.open(index)
    }

    private mutating func report(_ found: ProviderError, into deltas: inout [Delta]) {
        error = error ?? found
        deltas.append(found.delta)
    }
}

/// What the reader remembers of one choice.
private struct CompletionChoice: Sendable {
    private let index: Int
    /// Bytes of the prompt that are still to come as text.
    private var echoedBytes: Int
    private var growth = CumulativeText()
    private var isFinished = false

    init(index: Int, echoedBytes: Int) {
        self.index = index
        self.echoedBytes = echoedBytes
    }

    mutating func read(_ piece: CompletionPiece, into deltas: inout [Delta]) {
        guard let text = piece.text, !text.isEmpty else { return }
        guard !piece.isCumulative else {
            for added in growth.pieces(of: text) { deltas.append(Delta(.text, choice: index, text: added)) }
            return
        }
        let echoed = min(echoedBytes, text.count)
        echoedBytes -= echoed
        if echoed > 0 { deltas.append(Delta(.other, choice: index, name: "echo", byteCount: echoed)) }
        guard echoed < text.count else { return }
        deltas.append(Delta(.text, choice: index, text: String(decoding: text[echoed...], as: UTF8.self)))
    }

    /// Returns whether it was open until now.
    mutating func finish() -> Bool {
        defer { isFinished = true }
        return !isFinished
    }
}

extension JSONView {
    /// Whether a usage object says that nothing was read and nothing written.
    var isZeroUsage: Bool {
        self["prompt_tokens"]?.int ?? 0 == 0 && self["completion_tokens"]?.int ?? 0 == 0
    }
}
