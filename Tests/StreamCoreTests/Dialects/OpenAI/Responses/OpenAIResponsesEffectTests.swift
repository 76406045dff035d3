import StreamCore
import Testing

@Suite struct OpenAIResponsesEffectTests {
    /// The names of the public specification of 2026-08.
    private static let names = """
        created queued in_progress completed incomplete failed output_item.added output_item.done
        content_part.added content_part.done output_text.delta output_text.done output_text.annotation.added
        refusal.delta refusal.done reasoning_text.delta reasoning_text.done reasoning_summary_part.added
        reasoning_summary_part.done reasoning_summary_text.delta reasoning_summary_text.done
        function_call_arguments.delta function_call_arguments.done custom_tool_call_input.delta
        custom_tool_call_input.done mcp_call_arguments.delta mcp_call_arguments.done mcp_call.in_progress
        mcp_call.completed mcp_call.failed mcp_list_tools.in_progress mcp_list_tools.completed mcp_list_tools.failed
        web_search_call.in_progress web_search_call.searching web_search_call.completed file_search_call.in_progress
        file_search_call.searching file_search_call.completed code_interpreter_call.in_progress
        code_interpreter_call.interpreting code_interpreter_call.completed code_interpreter_call_code.delta
        code_interpreter_call_code.done image_generation_call.in_progress image_generation_call.generating
        image_generation_call.completed image_generation_call.partial_image shell_call_command.added
        shell_call_command.delta shell_call_command.done shell_call_output_content.delta
        shell_call_output_content.done audio.delta audio.done audio.transcript.delta audio.transcript.done
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    @Test func `the specification has 57 events but the error`() {
        #expect(Set(Self.names).count == 57)
    }

    @Test(arguments: names)
    func `every event of the specification tells its dialect, by its type or by its name alone`(name: String) {
        for text in ["data: {\"type\":\"response.\(name)\"}\n\n", "event: response.\(name)\ndata: {}\n\n"] {
            #expect(DecodedStream(text).decoder.dialect == "openai.responses")
        }
    }

    @Test(arguments: [
        "response.new_thing.delta", "response", "response.", "response.mcp_call", "conversation.response.x",
    ])
    func `an event of no known name tells nothing`(name: String) {
        #expect(DecodedStream("data: {\"type\":\"\(name)\"}\n\n").decoder.dialect == "sse")
    }
}
