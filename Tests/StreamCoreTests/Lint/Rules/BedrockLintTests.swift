import StreamCore
import Testing

@Suite struct BedrockLintTests {
    private static let path = "/model/m/converse-stream"
    private let text = BedrockFrames.event("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"text":"a"}}"#)
    private let stop = BedrockFrames.event("messageStop", #"{"stopReason":"end_turn"}"#)
    private let metadata = BedrockFrames.event(
        "metadata",
        #"{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}"#
    )
    private let exception = BedrockFrames.exception("throttlingException", #"{"message":"slow down"}"#)

    private func lint(_ frames: [[UInt8]], path: String = path, ending: LintedEnd.Ending = .ended) -> LintedStream {
        LintedStream(Array(frames.joined()), path: path, type: BedrockFrames.type, ending: ending)
    }

    @Test func `an exception frame is told with its type, message and place`() throws {
        let finding = try #require(lint([text, exception]).finding(.awsException))
        #expect(finding.severity == .error)
        #expect(finding.message.contains("throttlingException: slow down"))
        #expect(finding.place.event == 2)
        let chunk = BedrockFrames.chunk(#"{"outputText":"a","index":0}"#)
        let invoke = lint([chunk, exception], path: "/model/m/invoke-with-response-stream")
        #expect(invoke.finding(.awsException) != nil)
    }

    @Test func `an error of the model inside a chunk is no exception frame`() {
        let chunk = BedrockFrames.chunk(#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#)
        let stream = lint([chunk], path: "/model/m/invoke-with-response-stream")
        #expect(stream.finding(.awsException) == nil)
    }

    @Test func `metadata that never comes is told once, under its own code`() {
        let stream = lint([text, stop])
        #expect(stream.finding(.awsNoMetadata)?.severity == .warning)
        #expect(stream.finding(.termNoSentinel) == nil)
    }

    @Test func `metadata is not missed where it came, or nobody waited, or the stream failed or broke off before`() {
        #expect(lint([text, stop, metadata]).finding(.awsNoMetadata) == nil)
        #expect(lint([text, stop], ending: .cut).finding(.awsNoMetadata) == nil)
        #expect(lint([text, stop, exception]).finding(.awsNoMetadata) == nil)
        #expect(lint([text]).finding(.awsNoMetadata) == nil)
        #expect(lint([text]).finding(.termMissing) != nil)
        let titan = BedrockFrames.chunk(#"{"outputText":"a","index":0,"completionReason":"FINISH"}"#)
        #expect(lint([titan], path: "/model/m/invoke-with-response-stream").finding(.awsNoMetadata) == nil)
    }
}
