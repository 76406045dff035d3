extension DemoStream {
    /// No stream at all: the provider says no.
    static let refused = DemoStream(
        startsAt: 8100,
        request: DemoRequest(provider: .openai, model: "gpt-demo", prompt: "One more haiku, quickly!"),
        tempo: Tempo(head: 180, first: 180, gap: 0),
        answer: .refusal(
            status: 429,
            retryAfter: 2,
            body:
                #"{"error":{"message":"Too many haiku in one minute.","type":"requests","code":"rate_limit_exceeded"}}"#
        )
    )
}
