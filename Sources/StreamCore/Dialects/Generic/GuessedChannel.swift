/// The places where unknown streams usually keep their text, in the order in which they are tried.
enum GuessedChannel {
    private static let paths: [(name: StaticString, steps: [StaticString])] = [
        ("delta.text", ["delta", "text"]),
        ("delta", ["delta"]),
        ("content", ["content"]),
        ("text", ["text"]),
        ("response", ["response"]),
        ("token.text", ["token", "text"]),
        ("output.text", ["output", "text"]),
        ("message.content", ["message", "content"]),
        ("answer", ["answer"]),
    ]

    /// The first channel that holds a string.
    static func text(in json: JSONView) -> (channel: StaticString, text: ByteView)? {
        if let choice = json["choices"]?.first {
            if let text = choice["delta"]?["content"]?.bytes { return ("choices[0].delta.content", text) }
            if let text = choice["text"]?.bytes { return ("choices[0].text", text) }
        }
        for (name, steps) in paths {
            var value: JSONView? = json
            for step in steps { value = value?[step] }
            if let text = value?.bytes { return (name, text) }
        }
        return nil
    }
}
