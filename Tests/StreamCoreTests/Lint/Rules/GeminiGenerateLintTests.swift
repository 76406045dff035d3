import StreamCore
import Testing

@Suite struct GeminiGenerateLintTests {
    private func codes(_ chunks: [String], ending: LintedEnd.Ending = .ended) -> [String] {
        let path = "/v1beta/models/g:streamGenerateContent?alt=sse"
        let linted = LintedStream(ChatStream.sse(chunks), path: path, ending: ending)
        return linted.codes.filter { $0.hasPrefix("GEM") }
    }

    private func chunk(_ parts: String, finish: String? = nil, index: Int = 0) -> String {
        let end = finish.map { #","finishReason":"\#($0)""# } ?? ""
        return #"{"candidates":[{"index":\#(index),"content":{"parts":[\#(parts)],"role":"model"}\#(end)}]}"#
    }

    @Test func `every candidate gives a reason`() {
        let (one, two) = (chunk(#"{"text":"a"}"#, finish: "STOP"), chunk(#"{"text":"b"}"#, index: 1))
        #expect(codes([one, two]) == ["GEM-NO-FINISH"])
        #expect(codes([one, two, chunk("", finish: "STOP", index: 1)]) == [])
        #expect(codes([one, two], ending: .cut) == [])
        #expect(codes([two, #"{"error":{"code":500,"message":"m"}}"#]) == [])
    }

    @Test(arguments: ["SAFETY", "RECITATION", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "MODEL_ARMOR"])
    func `a block is told`(reason: String) {
        #expect(codes([chunk(#"{"text":"a"}"#, finish: reason)]) == ["GEM-BLOCKED"])
        #expect(codes([#"{"promptFeedback":{"blockReason":"\#(reason)"}}"#]) == ["GEM-BLOCKED"])
    }

    @Test func `an end that is no block is none`() {
        #expect(codes([chunk(#"{"text":"a"}"#, finish: "MAX_TOKENS")]) == [])
        #expect(codes([#"{"promptFeedback":{}}"#, chunk(#"{"text":"a"}"#, finish: "STOP")]) == [])
    }

    @Test func `an answer that goes on elsewhere says so`() {
        #expect(codes([chunk(#"{"text":"a"}"#, finish: "CONTINUATION")]) == ["GEM-FINISH-CONTINUATION"])
    }

    @Test(arguments: ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"])
    func `a call that the model got wrong is told`(reason: String) {
        #expect(codes([chunk("", finish: reason)]) == ["GEM-MALFORMED-CALL"])
    }

    @Test func `arguments in pieces are closed`() {
        let open = #"{"functionCall":{"name":"f","willContinue":true}}"#
        let piece = #"{"functionCall":{"partialArgs":[{"jsonPath":"$.a","stringValue":"x"}],"willContinue":true}}"#
        let whole = #"{"functionCall":{"name":"g","args":{}}}"#
        #expect(codes([chunk(open), chunk(piece), chunk(#"{"functionCall":{}}"#, finish: "STOP")]) == [])
        #expect(codes([chunk(open), chunk(piece, finish: "STOP")]) == ["GEM-PARTIAL-UNCLOSED"])
        #expect(codes([chunk(open), chunk(whole, finish: "STOP")]) == ["GEM-PARTIAL-UNCLOSED"])
        #expect(codes([chunk(whole), chunk(whole, finish: "STOP")]) == [])
    }

    @Test func `a call after thoughts keeps its signature`() {
        let thought = #"{"text":"t","thought":true}"#
        let call = #"{"functionCall":{"name":"f","args":{}}}"#
        let signed = #"{"functionCall":{"name":"f","args":{}},"thoughtSignature":"s"}"#
        #expect(codes([chunk(thought), chunk(call, finish: "STOP")]) == ["GEM-SIGNATURE-LOST"])
        #expect(codes([chunk(thought), chunk("\(signed),\(call)", finish: "STOP")]) == [])
        #expect(codes([chunk(call, finish: "STOP")]) == [])
        #expect(codes([chunk(thought), chunk(#"{"text":"a"}"#, finish: "STOP")]) == [])
        let counted = #"{"usageMetadata":{"thoughtsTokenCount":9}}"#
        #expect(codes([chunk(call, finish: "STOP"), counted]) == ["GEM-SIGNATURE-LOST"])
    }

    @Test func `an array is closed`() {
        let text = "[\(chunk(#"{"text":"a"}"#, finish: "STOP"))"
        let codes = { (text: String) in
            LintedStream(text, path: "/m:streamGenerateContent", type: "application/json").codes.filter {
                $0.hasPrefix("GEM")
            }
        }
        #expect(codes(text) == ["GEM-ARRAY-UNCLOSED"])
        #expect(codes(text + "]") == [])
    }
}
