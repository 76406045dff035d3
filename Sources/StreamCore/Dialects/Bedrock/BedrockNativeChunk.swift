/// What a chunk, or an answer, in one of the small grammars of Bedrock's older models says.
///
/// Titan: `outputText`, `completionReason`. Llama: `generation`, `stop_reason`. Mistral: `outputs`, or `choices`
/// with a `message`. DeepSeek: `choices` with a `text`. Cohere: `text` and `is_finished`, or events of its first
/// chat API. The two with `choices` differ from OpenAI's by their `stop_reason`.
struct BedrockNativeChunk {
    /// One answer of several.
    struct Piece {
        var choice: Int
        var role: String?
        var text: String?
        var toolCalls: JSONView?
        var reason: String?
    }

    private let json: JSONView

    init(_ json: JSONView) {
        self.json = json
    }

    /// The members that are lists of answers.
    static let lists: [StaticString] = ["choices", "outputs", "results", "generations"]

    /// Whether it can only be one of these grammars.
    static func claims(_ json: JSONView) -> Bool {
        if let choices = json["choices"] {
            guard let first = choices.first else { return false }
            return first["stop_reason"] != nil && first["finish_reason"] == nil && first["delta"] == nil
        }
        if json["outputText"] != nil || json["generation"] != nil || json["event_type"] != nil { return true }
        if json["is_finished"]?.bool != nil { return true }
        return lists.contains { list in json[list]?.first.map { $0["text"] != nil || $0["outputText"] != nil } ?? false
        }
            || json["generation_id"] != nil && json["text"]?.isString ?? false
    }

    func forEachPiece(_ body: (Piece) -> Void) {
        for list in Self.lists {
            guard let items = json[list], items.isArray else { continue }
            var number = 0
            items.forEachElement { item in
                body(Self.piece(item, number: number))
                number += 1
            }
            return
        }
        guard let type = json["event_type"]?.bytes else { return body(Self.piece(json, number: 0)) }
        if type.isText("text-generation") {
            body(Piece(choice: 0, text: json["text"]?.string))
        } else if type.isText("stream-end") {
            body(Piece(choice: 0, reason: json["finish_reason"]?.nonEmptyString))
        }
    }

    /// The model's own counts, as far as the chunk names them.
    var counts: (input: Int?, output: Int?) {
        let input = json["prompt_token_count"] ?? json["inputTextTokenCount"]
        let output = json["generation_token_count"] ?? json["totalOutputTextTokenCount"]
        return (input?.int, (output ?? json["results"]?.first?["tokenCount"])?.int)
    }

    private static func piece(_ item: JSONView, number: Int) -> Piece {
        let message = item["message"]
        let text = item["text"] ?? item["outputText"] ?? item["generation"] ?? message?["content"]
        let reason = item["stop_reason"] ?? item["completionReason"] ?? item["finish_reason"]
        return Piece(
            choice: item["index"]?.int ?? number,
            role: message?["role"]?.nonEmptyString,
            text: text?.string,
            toolCalls: message?["tool_calls"] ?? item["tool_calls"],
            reason: reason?.nonEmptyString
        )
    }
}
