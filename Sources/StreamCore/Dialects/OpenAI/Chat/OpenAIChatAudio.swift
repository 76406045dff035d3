/// The `audio` of a message: the transcript is joined as text, the data as bytes.
struct OpenAIChatAudio {
    private var members = JSONObject()
    private var data: Base64Joiner?

    mutating func append(_ audio: JSONView) {
        audio.forEachMember { key, value in
            if key.isText("data"), let piece = value.bytes {
                data = data ?? Base64Joiner()
                data?.append(piece)
            } else if key.isText("transcript") {
                members.accumulate(value, named: "transcript")
            } else {
                members.replace(key.text, by: value)
            }
        }
    }

    var value: JSONValue {
        var audio = members
        if let data { audio["data"] = .string(data.text) }
        return .object(audio)
    }
}
