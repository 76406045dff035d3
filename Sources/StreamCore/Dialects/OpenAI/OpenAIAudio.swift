/// The audio of a message: the transcript is joined as text, the data as bytes.
struct OpenAIAudio {
    private var members = JSONObject()
    private var data: Base64Joiner?

    mutating func append(_ audio: JSONView) {
        audio.forEachMember { key, value in
            if key.isText("data") {
                append(data: value)
            } else if key.isText("transcript") {
                append(transcript: value)
            } else {
                members.replace(key.text, by: value)
            }
        }
    }

    mutating func append(data piece: JSONView) {
        guard let bytes = piece.bytes else { return }
        data = data ?? Base64Joiner()
        data?.append(bytes)
    }

    mutating func append(transcript piece: JSONView) {
        members.accumulate(piece, named: "transcript")
    }

    var value: JSONValue {
        var audio = members
        if let data { audio["data"] = .string(data.text) }
        return .object(audio)
    }
}
