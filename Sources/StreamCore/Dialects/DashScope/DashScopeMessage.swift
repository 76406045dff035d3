/// Rebuilds what DashScope answers without streaming: the last event, with the whole of each text.
package struct DashScopeMessage: MessageBuilder {
    private struct Choice {
        var members = JSONObject()
        var message: DashScopeMessagePart
    }

    private var top = JSONObject()
    /// The output less its choices and texts.
    private var output: JSONObject?
    private var choices: [Choice] = []
    private var places = WireIndexMap()
    /// What stands in the output itself: the older form, and speech.
    private var plain: DashScopeMessagePart?
    private var isCumulative: Bool?

    package init() {}

    package mutating func prepare(for request: RequestFacts) {
        isCumulative = request.incrementalOutput.map { !$0 }
    }

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, json.isObject, ProviderError(dashScope: event) == nil else { return }
        json.forEachMember { key, value in
            if key.isText("output") {
                addOutput(value)
            } else {
                top.replace(key.text, by: value)
            }
        }
    }

    package func message() -> JSONValue? {
        guard !top.isEmpty || output != nil else { return nil }
        var whole = JSONObject()
        if var output {
            if !choices.isEmpty { output["choices"] = .array(rebuiltChoices) }
            for member in plain?.value.members ?? [] { output[member.name] = member.value }
            whole["output"] = .object(output)
        }
        for member in top.members { whole[member.name] = member.value }
        return .object(whole)
    }

    /// Calls keep their raw text in `arguments`, where it belongs in this grammar.
    package var partialJSON: [Int: String] { [:] }

    private var rebuiltChoices: [JSONValue] {
        zip(places.wireIndexes, choices).sorted { $0.0 < $1.0 }.map { _, choice in
            var whole = choice.members
            whole["message"] = .object(choice.message.value)
            return .object(whole)
        }
    }

    private mutating func addOutput(_ value: JSONView) {
        guard value.isObject else { return }
        var kept = output ?? JSONObject()
        value.forEachMember { key, value in
            if key.isText("choices") {
                addChoices(value)
            } else if key.isText("text") || key.isText("reasoning_content") || key.isText("audio") {
                plain = plain ?? DashScopeMessagePart(isCumulative: isCumulative)
                plain?.add(key, value)
            } else {
                kept.replace(key.text, by: value)
            }
        }
        output = kept
    }

    private mutating func addChoices(_ list: JSONView) {
        var number = 0
        list.forEachElement { choice in
            let place = place(of: choice["index"]?.int ?? number)
            number += 1
            choice.forEachMember { key, value in
                if key.isText("message") {
                    value.forEachMember { choices[place].message.add($0, $1) }
                } else {
                    choices[place].members.replace(key.text, by: value)
                }
            }
        }
    }

    private mutating func place(of number: Int) -> Int {
        if let place = places.place(of: number) { return place }
        choices.append(Choice(message: DashScopeMessagePart(isCumulative: isCumulative)))
        return places.open(number)
    }
}
