extension DemoStream {
    /// The stream breaks off: the body ends cleanly, but the message does not.
    static let story = DemoStream(
        startsAt: 6700,
        request: DemoRequest(provider: .anthropic, model: "claude-demo", prompt: "A short story that ends well."),
        tempo: Tempo(head: 420, first: 700, gap: 50),
        answer: .stream(
            [.text("Once| a| packet| set| out| for| the| sea|.| It| passed| the| weir|, was| counted|,| and|")],
            usage: DemoUsage(input: 12, output: 0)
        )
    )
}
