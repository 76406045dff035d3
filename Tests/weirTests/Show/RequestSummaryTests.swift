import StreamCore
import Testing

@testable import weir

struct RequestSummaryTests {
    private func summary(_ body: String, target: String = "/openai/v1/chat/completions") throws -> RequestSummary {
        let made = HandMadeCapture()
        made.addExchange("a", target: target, body: body)
        return RequestSummary(try made.analyzed()[0], parser: JSONParser())
    }

    @Test func `messages are counted with their roles`() throws {
        let roles = ["system", "user", "assistant", "tool", "user"].map { #"{"role":"\#($0)","content":"\#($0)!"}"# }
        let found = try summary(#"{"model":"m","messages":["# + roles.joined(separator: ",") + "]}")
        #expect(found.facts == ["m", "no stream", "5 messages (…, assistant, tool, user)"])
        #expect(found.lastText == "user!")
    }

    @Test func `prompts, tools and limits are named`() throws {
        let tools = (1...6).map { #"{"name":"t\#($0)"}"# }.joined(separator: ",")
        let body =
            #"{"model":"m","stream":true,"system":"be kind","max_tokens":9,"tools":["# + tools
            + #"],"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}"#
        let found = try summary(body, target: "/anthropic/v1/messages")
        #expect(
            found.facts == [
                "m", "stream", "1 message (user)", "system prompt", "6 tools: t1, t2, t3, t4, …", "max_tokens 9",
            ]
        )
        #expect(found.lastText == "a b")
    }

    @Test func `a Responses request tells its input, what it builds on and how hard it thinks`() throws {
        let target = "/openai/v1/responses"
        let plain =
            #"{"model":"m","input":"Hi","instructions":"be kind","reasoning":{"effort":"low"},"previous_response_id":"resp_1"}"#
        let found = try summary(plain, target: target)
        #expect(found.facts == ["m", "no stream", "after resp_1", "system prompt", "reasoning_effort low"])
        #expect(found.lastText == "Hi")
        let items =
            #"{"model":"m","stream":true,"input":[{"role":"user","content":[{"type":"input_text","text":"a"}]},{"type":"function_call","call_id":"c"},{"type":"function_call_output","call_id":"c","output":"42"}],"tools":[{"type":"function","name":"f"},{"type":"web_search"}]}"#
        let listed = try summary(items, target: target)
        let messages = "3 messages (user, function_call, function_call_output)"
        #expect(listed.facts == ["m", "stream", messages, "2 tools: f, web_search"])
        #expect(listed.lastText == "42")
    }

    @Test func `a legacy completion tells its prompts`() throws {
        let target = "/openai/v1/completions"
        let one = try summary(#"{"model":"m","prompt":"Once","n":2,"echo":true}"#, target: target)
        #expect(one.facts == ["m", "no stream", "n 2", "echo true"])
        #expect(one.lastText == "Once")
        let several = try summary(#"{"prompt":["a","b"]}"#, target: target)
        #expect(several.facts == ["no stream", "2 prompts"])
        #expect(several.lastText == "b")
        #expect(try summary(#"{"prompt":[1,2,3]}"#, target: target).facts == ["no stream", "3 prompt tokens"])
    }

    @Test func `a run tells its assistant, its messages or the outputs that it goes on with`() throws {
        let target = "/openai/v1/threads/t/runs"
        let run = #"{"assistant_id":"asst_1","stream":true,"additional_messages":[{"role":"user","content":"Hi"}]}"#
        let found = try summary(run, target: target)
        #expect(found.facts == ["stream", "assistant asst_1", "1 message (user)"])
        #expect(found.lastText == "Hi")
        let new = #"{"assistant_id":"asst_1","thread":{"messages":[{"role":"user","content":"Yo"}]}}"#
        #expect(try summary(new, target: "/openai/v1/threads/runs").lastText == "Yo")
        let outputs = #"{"stream":true,"tool_outputs":[{"tool_call_id":"c","output":"42"}]}"#
        let goesOn = try summary(outputs, target: target + "/r/submit_tool_outputs")
        #expect(goesOn.facts == ["stream", "1 tool output"])
        #expect(goesOn.lastText == "42")
    }

    @Test func `each family's own places are known`() throws {
        let converse = try summary(
            #"{"messages":[{"role":"user","content":[{"text":"a"}]}],"system":[{"text":"s"}],"inferenceConfig":{"maxTokens":9},"toolConfig":{"tools":[{"toolSpec":{"name":"f"}}]}}"#,
            target: "/model/us.amazon.nova-lite-v1%3A0/converse-stream"
        )
        #expect(
            converse.facts == [
                "us.amazon.nova-lite-v1:0", "stream", "1 message (user)", "system prompt", "1 tool: f", "maxTokens 9",
            ]
        )
        #expect(converse.lastText == "a")
        let dashScope = try summary(
            #"{"model":"qwen-plus","input":{"messages":[{"role":"user","content":"a"}]},"parameters":{"seed":1}}"#,
            target: "/api/v1/services/aigc/text-generation/generation"
        )
        #expect(dashScope.facts == ["qwen-plus", "no stream", "1 message (user)", "seed 1"])
        #expect(dashScope.lastText == "a")
        let ollama = try summary(
            #"{"model":"m","prompt":"a","options":{"num_predict":9}}"#,
            target: "/api/generate"
        )
        #expect(ollama.facts == ["m", "stream", "num_predict 9"])
        #expect(ollama.lastText == "a")
        let titan = try summary(#"{"inputText":"a"}"#, target: "/model/amazon.titan/invoke")
        #expect(titan.lastText == "a")
        let mistral = try summary(#"{"model":"m","inputs":"a","stream":true}"#, target: "/v1/conversations")
        #expect(mistral.facts == ["m", "stream"])
        #expect(mistral.lastText == "a")
    }

    @Test func `what is no JSON is told by its size`() throws {
        #expect(try summary("abc").facts == ["3 B"])
        #expect(try summary("{}").lastText == nil)
    }
}
