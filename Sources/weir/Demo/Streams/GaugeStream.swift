extension DemoStream {
    /// Thinking, text and a tool call over `anthropic.messages`.
    static let gauge = DemoStream(
        startsAt: 700,
        request: DemoRequest(
            provider: .anthropic,
            model: "claude-demo",
            prompt: "Is the Vistula in flood at Warsaw?",
            tool: "read_gauge"
        ),
        tempo: Tempo(head: 360, first: 640, gap: 44),
        answer: .stream(
            [
                .reasoning("Flood| is| a| matter| of| level|.| I| know| none| from| today|,| but| the| gauge| does|."),
                .text("Let| me| read| the| gauge|."),
                .tool(1, id: "toolu_demo1", name: "read_gauge"),
                .arguments(1, #"{"pla|ce": "War|szawa"|, "unit|": "cm|", "hou|rs": 2|4}"#),
                .ping,
                .finish("tool_use"),
            ],
            usage: DemoUsage(input: 41, cached: 1024, output: 58)
        )
    )
}
