import StreamCore

/// What contradicts itself in a stream, found in simple ways that have nothing to do with the rules that are tested.
enum Contradictions {
    static func of(_ stream: ReadStream) -> [String] {
        var found = texts(stream)
        switch stream.dialect {
        case "openai.chat": found += chat(stream)
        case "openai.responses": found += responses(stream)
        case "anthropic.messages": found += messages(stream)
        case "openai.transcription": found += transcript(stream)
        default: break
        }
        return found
    }

    /// Payloads of dialects that are JSON, and are not.
    private static func texts(_ stream: ReadStream) -> [String] {
        guard DialectRegistry.named(stream.dialect)?.hasEnd ?? false else { return [] }
        return stream.events.enumerated().compactMap { place, event in
            guard let first = event.data.first(where: { !$0.isSpace }), first == UInt8(ascii: "{"),
                !StrictJSON.isValid(event.data)
            else { return nil }
            return "event \(place) is no JSON"
        }
    }

    /// An answer has one id, and each of its choices one end.
    private static func chat(_ stream: ReadStream) -> [String] {
        var found: [String] = []
        var ids: Set<String> = []
        var open: Set<Int> = []
        for event in stream.events {
            if let id = event.json?["id"]?.stringValue, !id.isEmpty { ids.insert(id) }
            for choice in event.json?["choices"]?.arrayValue ?? [] {
                let index = choice["index"]?.intValue ?? 0
                open.insert(index)
                if choice["finish_reason"]?.stringValue?.isEmpty == false { open.remove(index) }
            }
        }
        if ids.count > 1 { found.append("the id changes") }
        found += open.map { "choice \($0) has no end" }
        return found
    }

    private static func responses(_ stream: ReadStream) -> [String] {
        var found: [String] = []
        var next = 0
        var texts: [String: String] = [:]
        for event in stream.events {
            guard let json = event.json else { continue }
            let type = json["type"]?.stringValue ?? event.type
            if let number = json["sequence_number"]?.intValue {
                if number != next { found.append("number \(number) comes where \(next) is due") }
                next = number + 1
            }
            if event.type != type { found.append("\(event.type) is a \(type)") }
            let place = "\(json["output_index"]?.intValue ?? -1)/\(json["content_index"]?.intValue ?? -1)"
            if type == "response.output_text.delta" {
                texts[place, default: ""] += json["delta"]?.stringValue ?? ""
            } else if type == "response.output_text.done", let joined = texts[place] {
                if joined != json["text"]?.stringValue { found.append("the text at \(place) is another at its end") }
            }
        }
        return found
    }

    private static func messages(_ stream: ReadStream) -> [String] {
        var found: [String] = []
        var next = 0
        var open: Int?
        for event in stream.events {
            guard let json = event.json, let type = json["type"]?.stringValue else { continue }
            if !event.type.isEmpty, event.type != type { found.append("\(event.type) is a \(type)") }
            switch type {
            case "content_block_start":
                if json["index"]?.intValue != next { found.append("block \(next) has another index") }
                if open != nil { found.append("block \(next) starts in another") }
                open = next
                next += 1
            case "content_block_delta":
                if json["index"]?.intValue != open { found.append("a delta is for no open block") }
            case "content_block_stop": open = nil
            case "message_stop": if open != nil { found.append("a block is open at the end") }
            default: break
            }
        }
        return found
    }

    private static func transcript(_ stream: ReadStream) -> [String] {
        var joined = ""
        for json in stream.events.compactMap(\.json) {
            if json["type"] == "transcript.text.delta" { joined += json["delta"]?.stringValue ?? "" }
            if json["type"] == "transcript.text.done", !joined.isEmpty, json["text"]?.stringValue != joined {
                return ["the text at the end is another"]
            }
        }
        return []
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }
}
