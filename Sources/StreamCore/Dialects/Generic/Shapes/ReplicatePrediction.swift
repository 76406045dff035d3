/// Replicate's prediction streams: plain text in `output` events, then `done`.
struct ReplicatePrediction: StreamShape {
    private(set) var isEnded = false

    static func claims(_ event: DialectEvent) -> Bool {
        event.type.isText("output") && event.json == nil && !event.data.isEmpty
    }

    /// Once the stream is known, its pieces are text whatever they look like.
    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.type.isText("output") {
            if !event.data.isEmpty { deltas.append(Delta(.text, text: event.data.text)) }
        } else if event.type.isText("done") {
            isEnded = true
            deltas.append(Delta(.finish, text: event.json?["reason"]?.string))
        } else if !event.type.isEmpty {
            deltas.append(Delta(.other, name: event.type.text))
        }
    }
}
