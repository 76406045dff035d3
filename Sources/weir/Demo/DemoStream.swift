/// One exchange of the demo: who asks what and when, and how the answer comes.
///
/// Times are in milliseconds.
struct DemoStream: Sendable {
    enum Answer: Sendable {
        /// A stream; without `.finish` among its steps it breaks off.
        case stream([DemoStep], usage: DemoUsage)
        /// A JSON document with an error status.
        case refusal(status: Int, retryAfter: Int, body: String)
    }

    /// How fast the model is.
    struct Tempo: Sendable {
        /// From the request to the response's head and what comes with it.
        var head: Int
        /// From the request to the first piece.
        var first: Int
        /// The usual time between pieces.
        var gap: Int
    }

    /// When the request is sent, since the demo began.
    var startsAt: Int
    var request: DemoRequest
    var tempo: Tempo
    var answer: Answer

    /// In the order in which they are asked for.
    static let all = [weir, gauge, rivers, tides, riverrun, haiku, story, refused]
}
