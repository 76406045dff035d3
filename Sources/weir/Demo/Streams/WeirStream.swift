extension DemoStream {
    /// Plain text over `openai.chat`.
    static let weir = DemoStream(
        startsAt: 0,
        request: DemoRequest(provider: .openai, model: "gpt-demo", prompt: "In two sentences: what is a weir?"),
        tempo: Tempo(head: 310, first: 420, gap: 42),
        answer: .stream(
            [
                .text("A| weir| is| a| low| dam| across| a| river|,| with| a| notch| that| measures| the| flow|."),
                .text(" This| one| does| it| for| tokens|:| every| byte| goes| straight| on|,| and| its| moment|"),
                .text(" is| written| down|."),
                .finish("stop"),
            ],
            usage: DemoUsage(input: 16, output: 37)
        )
    )
}
