/// What an event of the Responses grammar does to the answer; the reader and the builder share it.
enum OpenAIResponsesEffect: Equatable {
    /// The response as it stands, before or between its items.
    case snapshot
    /// The response as it ended: its `status` says how.
    case end
    case openItem, closeItem
    /// Of an item's `content`.
    case openPart, closePart
    /// Of a reasoning item's `summary`.
    case openSummary, closeSummary
    case annotate
    /// A piece of a field, in `delta`.
    case append(OpenAIResponsesField)
    /// The whole of a field.
    case settle(OpenAIResponsesField)
    /// How far a call is that the provider carries out: the last word of the event's name.
    case status
    /// A preview of an image, which a later one replaces.
    case partialImage
    /// Says nothing that other events do not say.
    case nothing
}

extension OpenAIResponsesEffect {
    /// The effect of an event by its name; nil for unknown ones.
    init?(_ name: ByteView) {
        guard name.startsWithText("response.") else { return nil }
        let rest = ByteView(rebasing: name["response.".utf8.count...])
        if let known = Self.known.first(where: { rest.isText($0.name) }) {
            self = known.effect
        } else if Self.calls.contains(where: { rest.startsWithText($0) }), rest.contains(UInt8(ascii: ".")) {
            self = .status
        } else {
            return nil
        }
    }

    /// The most frequent first.
    private static let known: [(name: StaticString, effect: Self)] = [
        ("output_text.delta", .append(.text)),
        ("function_call_arguments.delta", .append(.arguments)),
        ("reasoning_summary_text.delta", .append(.summary)),
        ("reasoning_text.delta", .append(.reasoning)),
        ("custom_tool_call_input.delta", .append(.input)),
        ("code_interpreter_call_code.delta", .append(.code)),
        ("mcp_call_arguments.delta", .append(.arguments)),
        ("shell_call_command.delta", .append(.command)),
        ("shell_call_output_content.delta", .append(.output)),
        ("apply_patch_call_operation_diff.delta", .append(.diff)),
        ("refusal.delta", .append(.refusal)),
        ("audio.delta", .append(.audio)),
        ("audio.transcript.delta", .append(.transcript)),
        ("output_item.added", .openItem),
        ("output_item.done", .closeItem),
        ("content_part.added", .openPart),
        ("content_part.done", .closePart),
        ("reasoning_summary_part.added", .openSummary),
        ("reasoning_summary_part.done", .closeSummary),
        ("output_text.annotation.added", .annotate),
        // Realtime's names, of today and of its beta.
        ("output_audio.delta", .append(.audio)),
        ("output_audio_transcript.delta", .append(.transcript)),
        ("audio_transcript.delta", .append(.transcript)),
        ("text.delta", .append(.text)),
        ("output_audio.done", .nothing),
        ("output_audio_transcript.done", .settle(.transcript)),
        ("audio_transcript.done", .settle(.transcript)),
        ("text.done", .settle(.text)),
        ("done", .end),
        ("output_text.done", .settle(.text)),
        ("function_call_arguments.done", .settle(.arguments)),
        ("reasoning_summary_text.done", .settle(.summary)),
        ("reasoning_text.done", .settle(.reasoning)),
        ("custom_tool_call_input.done", .settle(.input)),
        ("code_interpreter_call_code.done", .settle(.code)),
        ("mcp_call_arguments.done", .settle(.arguments)),
        ("shell_call_command.added", .settle(.command)),
        ("shell_call_command.done", .settle(.command)),
        ("shell_call_output_content.done", .settle(.output)),
        ("apply_patch_call_operation_diff.done", .settle(.diff)),
        ("refusal.done", .settle(.refusal)),
        ("audio.done", .nothing),
        ("audio.transcript.done", .nothing),
        ("image_generation_call.partial_image", .partialImage),
        ("created", .snapshot),
        ("queued", .snapshot),
        ("in_progress", .snapshot),
        ("completed", .end),
        ("incomplete", .end),
        ("failed", .end),
        ("cancelled", .end),
    ]

    /// What the provider carries out itself and reports on: `in_progress`, `searching`, `completed` and the like.
    private static let calls: [StaticString] = [
        "web_search_call.", "file_search_call.", "code_interpreter_call.", "image_generation_call.", "mcp_call.",
        "mcp_list_tools.",
    ]
}
