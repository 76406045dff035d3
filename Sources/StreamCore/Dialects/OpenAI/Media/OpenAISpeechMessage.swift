/// Rebuilds what a speech stream stands for: the whole audio as one base64 text, and the counts.
///
/// The API has no JSON shape for it; without streaming the body is the audio itself.
package struct OpenAISpeechMessage: MessageBuilder {
    private var audio: Base64Joiner?
    private var members = JSONObject()

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let json = event.json, OpenAISpeech.Event(event) != nil else { return }
        json.forEachMember { key, value in
            if key.isText("audio"), let piece = value.bytes {
                audio = audio ?? Base64Joiner()
                audio?.append(piece)
            } else if !key.isText("type") {
                members.replace(key.text, by: value)
            }
        }
    }

    package func message() -> JSONValue? {
        guard audio != nil || !members.isEmpty else { return nil }
        var message = JSONObject()
        if let audio { message["audio"] = .string(audio.text) }
        for member in members.members { message[member.name] = member.value }
        return .object(message)
    }

    package var partialJSON: [Int: String] { [:] }
}
