extension DemoStream {
    /// The upstream falls silent in the middle: a stall.
    static let haiku = DemoStream(
        startsAt: 5700,
        request: DemoRequest(provider: .openai, model: "gpt-demo", prompt: "A haiku about waiting for a stream."),
        tempo: Tempo(head: 340, first: 450, gap: 46),
        answer: .stream(
            [
                .text("Still| water|,| and| then\n|a| pause |"),
                .silence(2600),
                .text("the| length| of| a| breath|:\n|the| river| goes| on|."),
                .finish("stop"),
            ],
            usage: DemoUsage(input: 17, output: 19)
        )
    )
}
