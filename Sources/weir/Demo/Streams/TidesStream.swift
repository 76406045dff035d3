extension DemoStream {
    /// Two tool calls at once over `openai.chat`, their arguments interleaved.
    static let tides = DemoStream(
        startsAt: 3300,
        request: DemoRequest(
            provider: .openai,
            model: "gpt-demo",
            prompt: "Compare high tide in Brest and Saint-Malo on 1 May.",
            tool: "high_tide"
        ),
        tempo: Tempo(head: 480, first: 560, gap: 46),
        answer: .stream(
            [
                .tool(0, id: "call_demo1", name: "high_tide"),
                .tool(1, id: "call_demo2", name: "high_tide"),
                .arguments(0, #"{"pla|ce": "B"#), .arguments(1, #"{"pla|ce": "S"#),
                .arguments(0, #"rest"|, "da"#), .arguments(1, #"aint-|Malo"|, "da"#),
                .arguments(0, #"te": "2026|-05-|01"}"#), .arguments(1, #"te": "2026|-05-|01"}"#),
                .finish("tool_calls"),
            ],
            usage: DemoUsage(input: 77, output: 46)
        )
    )
}
