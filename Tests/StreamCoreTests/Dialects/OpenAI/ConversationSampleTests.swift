import StreamCore
import TestSupport
import Testing

/// Connections with many answers, message by message: `>` is the client's, `<` the provider's.
@Suite struct ConversationSampleTests {
    struct Sample: CustomStringConvertible, Sendable {
        var folder: String
        var name: String
        var path: String

        var description: String { "\(folder)/\(name)" }

        static let all =
            ["text-and-tool", "voice-interrupted", "failed", "parallel-truncated"].map {
                Sample(folder: "openai.realtime", name: $0, path: "/v1/realtime?model=gpt-realtime")
            } + [Sample(folder: "openai.responses", name: "websocket", path: "/v1/responses")]

        func messages() throws -> [(sender: WebSocketSender, text: [UInt8])] {
            try Fixtures.bytes("\(folder)/\(name).messages").split(separator: 0x0A).map { line in
                (line.first == UInt8(ascii: ">") ? .client : .upstream, Array(line.dropFirst(2)))
            }
        }

        func expected() throws -> JSONValue {
            let parser = JSONParser()
            return try Fixtures.bytes("\(folder)/\(name).expected.json").withUnsafeBufferPointer {
                parser.view(of: $0)?.value ?? .null
            }
        }
    }

    /// A conversation that was decoded and checked.
    private struct Decoded {
        var decoder: StreamDecoder
        var linter: StreamLinter?
        var deltas: [Delta] = []
        private let parser = JSONParser()

        init(path: String, keeps: StreamDecoder.Keeping = .message) {
            var context = DecodingContext(method: "GET", path: path, status: 101)
            context.isConversation = true
            decoder = StreamDecoder(context: context, keeps: keeps, parser: parser)
            linter = StreamLinter(isConversation: true)
        }

        mutating func take(_ text: [UInt8], from sender: WebSocketSender) {
            var checked = linter
            text.withUnsafeBufferPointer { bytes in
                let message = WebSocketMessage(sender: sender, opcode: .text, payload: bytes)
                decoder.consume(message.block, into: &deltas, linter: &checked)
            }
            linter = checked
        }

        mutating func finish() {
            decoder.finish(into: &deltas)
            var checked = linter
            checked?.finish(decoder, isStream: true, status: 101, parser: parser)
            linter = checked
        }
    }

    private func decode(
        _ sample: Sample,
        path: String? = nil,
        keeps: StreamDecoder.Keeping = .message
    ) throws -> Decoded {
        var decoded = Decoded(path: path ?? sample.path, keeps: keeps)
        for (sender, text) in try sample.messages() { decoded.take(text, from: sender) }
        decoded.finish()
        return decoded
    }

    @Test(arguments: Sample.all)
    func `the answers, their sum of tokens and the whole are rebuilt`(sample: Sample) throws {
        let decoded = try decode(sample)
        let expected = try sample.expected()
        #expect(decoded.decoder.dialect == expected["dialect"]?.stringValue)
        #expect(decoded.decoder.model == expected["model"]?.stringValue)
        #expect(decoded.decoder.eventCount == expected["events"]?.intValue)
        let choices = decoded.decoder.answer.choices.map { choice -> JSONValue in
            [
                "text": JSONValue(choice.text),
                "finish": JSONValue(choice.finishReason),
                "tools": .array(
                    choice.toolCalls.map { call in
                        ["id": JSONValue(call.id), "name": JSONValue(call.name), "arguments": .string(call.arguments)]
                    }
                ),
            ]
        }
        #expect(JSONValue.array(choices).comparable == expected["choices"]?.comparable)
        let usage = decoded.decoder.answer.usage
        if let told = expected["usage"], told != .null {
            #expect(usage.inputTokens == told["input"]?.intValue)
            #expect(usage.outputTokens == told["output"]?.intValue)
            #expect(usage.cachedTokens == told["cached"]?.intValue)
            #expect(usage.totalTokens == told["total"]?.intValue)
        } else {
            #expect(usage.source == .none)
        }
        #expect((decoded.decoder.message ?? .null).comparable == (expected["final"] ?? .null).comparable)
    }

    @Test(arguments: Sample.all)
    func `its state, its error and its findings are those that the fixture lists`(sample: Sample) throws {
        let decoded = try decode(sample)
        let expected = try sample.expected()
        let state = EndStateRule.state(reason: .eof, status: 101, outcome: decoded.decoder.outcome)
        #expect(state.rawValue == expected["state"]?.stringValue)
        #expect((decoded.decoder.error?.raw ?? .null).comparable == (expected["error"] ?? .null).comparable)
        let codes = Set(decoded.linter?.findings.map(\.code.rawValue) ?? [])
        #expect(codes == Set(expected["lint"]?.arrayValue?.compactMap(\.stringValue) ?? []))
    }

    @Test(arguments: Sample.all)
    func `answers are counted as they are asked for, begin and end`(sample: Sample) throws {
        let decoded = try decode(sample)
        let expected = try sample.expected()["progress"]
        let progress = try #require(decoded.decoder.conversation)
        #expect(progress.asked == expected?["asked"]?.intValue)
        #expect(progress.heard == expected?["heard"]?.intValue)
        #expect(progress.begun == expected?["begun"]?.intValue)
        #expect(progress.ended == expected?["ended"]?.intValue)
    }

    @Test(arguments: Sample.all)
    func `no path is needed to know the dialect, and a decoder that counts keeps no text`(sample: Sample) throws {
        let expected = try sample.expected()
        let known = try decode(sample)
        let unknown = try decode(sample, path: "/somewhere")
        #expect(unknown.decoder.dialect == expected["dialect"]?.stringValue)
        #expect(unknown.decoder.answer == known.decoder.answer)
        let live = try decode(sample, keeps: .outcome)
        #expect(live.deltas == known.deltas)
        #expect(live.decoder.outcome == known.decoder.outcome)
        #expect(live.decoder.answer == ModelAnswer(keepsText: false))
    }

    @Test(arguments: Sample.all)
    func `it survives messages that are left out, doubled or cut`(sample: Sample) throws {
        let messages = try sample.messages()
        for place in messages.indices {
            for change in 0..<3 {
                var decoded = Decoded(path: sample.path)
                for (other, message) in messages.enumerated() {
                    let isChanged = other == place
                    if isChanged, change == 0 { continue }
                    let text =
                        isChanged && change == 2 ? Array(message.text.dropLast(message.text.count / 2)) : message.text
                    decoded.take(text, from: message.sender)
                    if isChanged, change == 1 { decoded.take(text, from: message.sender) }
                }
                decoded.finish()
                #expect(decoded.decoder.eventCount >= messages.count - 1)
            }
        }
    }

    @Test func `an answer that goes well makes up for an error before it`() throws {
        var decoded = Decoded(path: "/v1/realtime")
        let error = #"{"type":"error","event_id":"e","error":{"type":"invalid_request_error","message":"no"}}"#
        decoded.take(Array(error.utf8), from: .upstream)
        #expect(decoded.decoder.error?.message == "no")
        for type in ["created", "done"] {
            let text =
                #"{"type":"response.\#(type)","event_id":"e","response":{"id":"r","status":"completed","output":[]}}"#
            decoded.take(Array(text.utf8), from: .upstream)
        }
        #expect(decoded.decoder.error == nil && decoded.decoder.isComplete)
        #expect(decoded.decoder.answer.error?.message == "no")
    }

    @Test func `a server that closes with a failure has reported an error`() {
        var decoded = Decoded(path: "/v1/realtime")
        let payload: [UInt8] = [0x03, 0xF3] + Array("boom".utf8)
        payload.withUnsafeBufferPointer { bytes in
            let close = WebSocketMessage(sender: .upstream, opcode: .close, payload: bytes)
            #expect(decoded.decoder.consume(close.block, into: &decoded.deltas) == .done)
        }
        #expect(decoded.decoder.error?.code == "1011" && decoded.decoder.error?.message == "boom")
    }

    @Test func `messages of no dialect are counted and nothing is guessed of them`() {
        var decoded = Decoded(path: "/echo")
        decoded.take(Array(#"{"text":"hello","done":true}"#.utf8), from: .upstream)
        decoded.take(Array("hello".utf8), from: .client)
        decoded.finish()
        #expect(decoded.decoder.dialect == "websocket" && decoded.decoder.eventCount == 2)
        #expect(decoded.decoder.answer.choices.isEmpty && decoded.linter?.findings == [])
        #expect(!decoded.decoder.outcome.hasEnd)
    }
}
