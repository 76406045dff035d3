/// Reads `streamGenerateContent` streams, as SSE or as one JSON array, of the Developer API, Vertex and Code Assist.
///
/// Chunks hold whole parts; tool arguments come whole, or on Vertex as values set by path.
package struct GeminiGenerate: DialectReader {
    private var candidates: [GeminiCandidate] = []
    private var places = WireIndexMap()
    private var unfinished = 0
    private var isBlocked = false
    package private(set) var model: String?
    /// `[DONE]` is foreign here, but gateways send it.
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package var isComplete: Bool { isBlocked || !candidates.isEmpty && unfinished == 0 }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.data.startsWithText("[DONE]") { sawTerminator = true }
        if let found = ProviderError(in: event) {
            error = error ?? found
            deltas.append(found.delta)
        }
        if let json = event.json, json.isObject { readChunk(json["response"] ?? json, into: &deltas) }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) {
            error = error ?? found
            deltas.append(found.delta)
        }
        readChunk(document["response"] ?? document, into: &deltas)
        finish(into: &deltas)
    }

    package mutating func finish(into deltas: inout [Delta]) {
        for place in candidates.indices { candidates[place].flush(into: &deltas) }
    }

    private mutating func readChunk(_ chunk: JSONView, into deltas: inout [Delta]) {
        if model == nil, let name = chunk["modelVersion"], name.isNonEmptyString { model = name.string }
        chunk["candidates"]?.forEachElement { candidate in
            let place = place(of: candidate["index"]?.int ?? 0)
            candidates[place].read(candidate, into: &deltas)
            if let reason = GeminiCandidate.finishReason(candidate) {
                if candidates[place].finish(reason, into: &deltas) { unfinished -= 1 }
            }
        }
        if let block = chunk["promptFeedback"]?["blockReason"], block.isNonEmptyString {
            isBlocked = true
            deltas.append(Delta(.finish, text: block.string))
        }
        if let usage = chunk["usageMetadata"], usage.isObject {
            deltas.append(Delta(.usage, usage: Usage(gemini: usage)))
        }
    }

    private mutating func place(of index: Int) -> Int {
        if let place = places.place(of: index) { return place }
        candidates.append(GeminiCandidate(index: index))
        unfinished += 1
        return places.open(index)
    }
}

extension GeminiGenerate {
    /// Whether an event or a document is a response chunk of this grammar.
    static func claims(_ json: JSONView) -> Bool {
        let chunk = json["response"].flatMap { $0.isObject ? $0 : nil } ?? json
        return chunk["candidates"]?.isArray ?? false || chunk["promptFeedback"]?.isObject ?? false
            || chunk["usageMetadata"]?.isObject ?? false
    }
}
