extension DemoStream {
    /// A thought and text in many scripts over `gemini.generate`; characters are cut over reads.
    static let rivers = DemoStream(
        startsAt: 2100,
        request: DemoRequest(provider: .gemini, model: "gemini-demo", prompt: "Say “river” in six languages."),
        tempo: Tempo(head: 760, first: 760, gap: 190),
        answer: .stream(
            [
                .reasoning("Six scripts would be nicer| than six accents.|"),
                .text("ποτάμι (Greek), |річка (Ukrainian), |"),
                .splitCharacter,
                .text("川 (Japanese), |강 (Korean), |"),
                .text("á (Icelandic), rzeka (Polish) |"),
                .splitCharacter,
                .text("🌊"),
                .finish("STOP"),
            ],
            usage: DemoUsage(input: 9, output: 61, reasoning: 14)
        )
    )
}
