/// The members of a `functionCall` that have a meaning.
struct GeminiCallFields {
    var id: String?
    var name: String?
    var arguments: JSONView?
    /// Values set by path.
    var pieces: JSONView?
    var willContinue: Bool

    init(_ call: JSONView) {
        id = call["id"].flatMap { $0.isNonEmptyString ? $0.string : nil }
        name = call["name"].flatMap { $0.isNonEmptyString ? $0.string : nil }
        arguments = call["args"].flatMap { $0.isObject ? $0 : nil }
        pieces = call["partialArgs"]
        willContinue = call["willContinue"]?.bool ?? false
    }

    /// The call is not whole in this part.
    var isPartial: Bool { willContinue || pieces != nil }
}
