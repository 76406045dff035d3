/// OpenRouter's `reasoning_details` and Groq's `executed_tools`: pieces with one `index` and `type` are one.
struct OpenAIIndexedPieces {
    private struct Key: Hashable {
        var index: Int
        var type: String
    }

    private var details: [JSONObject] = []
    private var places: [Key: Int] = [:]

    mutating func append(_ pieces: JSONView) {
        pieces.forEachElement { append(piece: $0) }
    }

    var value: JSONValue { .array(details.map { .object($0) }) }

    private mutating func append(piece: JSONView) {
        guard let index = piece["index"]?.int, let type = piece["type"]?.string, piece.isObject else {
            details.append(piece.value.objectValue ?? JSONObject())
            return
        }
        let key = Key(index: index, type: type)
        guard let place = places[key] else {
            places[key] = details.count
            details.append(piece.value.objectValue ?? JSONObject())
            return
        }
        piece.forEachMember { name, value in
            if name.isText("text") || name.isText("summary") || name.isText("data") {
                details[place].accumulate(value, named: name.text)
            } else {
                details[place].replace(name.text, by: value)
            }
        }
    }
}
