/// Rebuilds the `GenerateContentResponse` that a stream of chunks stands for: one chunk with joined parts.
package struct GeminiMessage: MessageBuilder {
    private var top = JSONObject()
    private var wrapper: JSONObject?
    private var candidates: [GeminiMessageCandidate] = []
    private var places = WireIndexMap()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject, ProviderError(member: json) == nil else { return }
        guard let response = json["response"], response.isObject else { return addChunk(json) }
        // Code Assist wraps every chunk.
        var wrapper = wrapper ?? JSONObject()
        json.forEachMember { key, value in
            if !key.isText("response") { wrapper.replace(key.text, by: value) }
        }
        self.wrapper = wrapper
        addChunk(response)
    }

    package func message() -> JSONValue? {
        guard !top.isEmpty || !candidates.isEmpty else { return nil }
        var message = JSONObject()
        if !candidates.isEmpty {
            message["candidates"] = .array(candidates.sorted { $0.index < $1.index }.map(\.value))
        }
        for member in top.members { message[member.name] = member.value }
        guard var wrapper else { return .object(message) }
        wrapper["response"] = .object(message)
        return .object(wrapper)
    }

    /// Arguments never come as text in this grammar.
    package var partialJSON: [Int: String] { [:] }

    private mutating func addChunk(_ chunk: JSONView) {
        chunk.forEachMember { key, value in
            if key.isText("candidates") {
                value.forEachElement { addCandidate($0) }
            } else {
                top.replace(key.text, by: value)
            }
        }
    }

    private mutating func addCandidate(_ candidate: JSONView) {
        let index = candidate["index"]?.int ?? 0
        let place = places.place(of: index) ?? openCandidate(index)
        candidates[place].add(candidate)
    }

    private mutating func openCandidate(_ index: Int) -> Int {
        candidates.append(GeminiMessageCandidate(index: index))
        return places.open(index)
    }
}
