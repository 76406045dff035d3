/// The members of a chunk that have a meaning, found in one pass.
struct OpenAIChatChunk {
    var choices: JSONView?
    var model: JSONView?
    /// From the chunk itself, or from Groq's `x_groq`.
    var usage: JSONView?
    /// The class of service, which stands beside the usage.
    var serviceTier: JSONView?
    var mayBeError = false
    /// Perplexity's terminator.
    var isEnd = false
    /// Groq's own object, which may hold usage or an error.
    private var groq: JSONView?

    init(_ json: JSONView) {
        json.forEachMember { key, value in
            if key.isText("choices") {
                choices = value
            } else if key.isText("model") {
                model = value
            } else if key.isText("usage") {
                usage = value.isObject && value.isTruthy ? value : nil
            } else if key.isText("service_tier") {
                serviceTier = value
            } else if key.isText("error") {
                mayBeError = mayBeError || value.isTruthy
            } else if key.isText("object") || key.isText("type") {
                mayBeError = mayBeError || value.bytes?.isText("error") ?? false
                isEnd = isEnd || value.bytes?.isText("end_of_stream") ?? false
            } else if key.isText("x_groq") {
                groq = value
                mayBeError = mayBeError || value["error"]?.isTruthy ?? false
            }
        }
        if usage == nil, let groqUsage = groq?["usage"], groqUsage.isObject { usage = groqUsage }
    }

    /// The error that the chunk's event reports.
    func error(in event: DialectEvent) -> ProviderError? {
        ProviderError(in: event) ?? groq.flatMap { ProviderError(member: $0) }
    }
}
