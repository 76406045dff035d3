extension DemoStream {
    /// An open reasoning model behind an OpenAI-like server: `reasoning_content`, then the answer.
    static let riverrun = DemoStream(
        startsAt: 4300,
        request: DemoRequest(
            provider: .deepseek,
            model: "deepseek-demo",
            prompt: "How many times does r stand in riverrun?"
        ),
        tempo: Tempo(head: 250, first: 520, gap: 40),
        answer: .stream(
            [
                .reasoning("r|-i|-v|-e|-r|-r|-u|-n|:| one| at| the| start|,| two| side| by| side|.| Three|."),
                .text("Three| —| and| it| is| the| first| word| of| Finnegans| Wake|,| so| the| last| one|,| too|."),
                .finish("stop"),
            ],
            usage: DemoUsage(input: 14, output: 43, reasoning: 22)
        )
    )
}
