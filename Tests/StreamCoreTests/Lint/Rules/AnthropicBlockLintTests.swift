import StreamCore
import Testing

@Suite struct AnthropicBlockLintTests {
    private typealias Whole = AnthropicMessagesLintTests

    private func codes(_ blocks: [String], reason: String = "end_turn") -> [String] {
        Whole.codes(Whole.named(Whole.whole(blocks, reason: reason)))
    }

    private func text(_ index: Int) -> [String] {
        Whole.block(#"{"type":"text","text":""}"#, [#"{"type":"text_delta","text":"a"}"#], index: index)
    }

    @Test func `indexes are the places in content`() {
        #expect(codes(text(0) + text(1)) == [])
        #expect(codes(text(1)) == ["ANTH-INDEX"])
        #expect(codes(text(0) + text(0)) == ["ANTH-INDEX"])
        #expect(codes(text(0) + text(2)) == ["ANTH-INDEX"])
    }

    @Test func `one block is open at a time`() {
        let (one, two) = (text(0), text(1))
        #expect(codes([one[0], one[1], two[0], one[2], two[1], two[2]]) == ["ANTH-OVERLAP"])
    }

    @Test func `deltas belong to an open block`() {
        let block = text(0)
        #expect(codes([block[0], block[2], block[1]]) == ["ANTH-DELTA-ORPHAN"])
        #expect(codes([block[1]]) == ["ANTH-DELTA-ORPHAN"])
        let nameless = #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"a"}}"#
        #expect(codes([block[0], nameless, block[2]]) == ["ANTH-DELTA-ORPHAN"])
    }

    @Test func `blocks are closed`() {
        #expect(codes(Array(text(0).dropLast())) == ["ANTH-UNCLOSED"])
    }

    @Test(arguments: [
        ("text", "text_delta", true), ("text", "citations_delta", true), ("text", "thinking_delta", false),
        ("tool_use", "input_json_delta", true), ("server_tool_use", "input_json_delta", true),
        ("tool_use", "text_delta", false), ("text", "input_json_delta", false),
        ("compaction", "compaction_delta", true),
        ("web_search_tool_result", "text_delta", false), ("from_the_future", "text_delta", true),
        ("text", "new_delta", true),
    ])
    func `deltas fit their block`(block: String, delta: String, fits: Bool) {
        let found = codes(Whole.block(#"{"type":"\#(block)"}"#, [#"{"type":"\#(delta)"}"#]), reason: "max_tokens")
        #expect(found == (fits ? [] : ["ANTH-DELTA-TYPE"]))
    }

    @Test func `thinking ends with one signature`() {
        let thinking = { (start: String, signatures: [String]) in
            let deltas = [#"{"type":"thinking_delta","thinking":"t"}"#]
            return codes(
                Whole.block(start, deltas + signatures.map { #"{"type":"signature_delta","signature":"\#($0)"}"# })
            )
        }
        let start = #"{"type":"thinking","thinking":"","signature":""}"#
        #expect(thinking(start, ["s"]) == [])
        #expect(thinking(start, []) == ["ANTH-SIGNATURE"])
        #expect(thinking(start, [""]) == ["ANTH-SIGNATURE"])
        #expect(thinking(start, ["s", "t"]) == ["ANTH-SIGNATURE"])
        #expect(thinking(#"{"type":"thinking","thinking":"","signature":"s"}"#, []) == [])
    }
}
