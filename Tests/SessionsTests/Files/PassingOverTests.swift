import CaptureFile
import StreamCore
import Testing

@testable import Sessions

/// Reading a capture for one of its exchanges: the streams of the others are not read.
struct PassingOverTests {
    private typealias Samples = RecordingSamples
    private let folder = TemporaryFolder()

    /// Three exchanges whose lines are mixed, as those of open streams are.
    private func file() -> [UInt8] {
        var encoder = CaptureEncoder()
        encoder.header(Samples.header, at: Samples.origin)
        for number in 1...3 {
            Samples.request(&encoder, Samples.id(number), at: Int64(number) * 10)
            Samples.response(&encoder, Samples.id(number), at: 60 + Int64(number))
        }
        for number in 1...3 { Samples.events(&encoder, Samples.id(number)) }
        for number in 1...3 { Samples.end(&encoder, Samples.id(number), at: 400) }
        encoder.footer(at: Samples.at(500))
        return encoder.buffer
    }

    private func load(_ bytes: [UInt8], only wanted: ExchangeSelector?) throws -> LoadedCapture {
        folder.write(bytes, to: "a")
        return try CaptureReader.load(.file(path: folder.file("a")), only: wanted)
    }

    @Test(arguments: [ExchangeSelector.number(2), .id(RecordingSamples.id(2).description)])
    func `only the wanted exchange has its stream, and all keep their numbers and requests`(
        wanted: ExchangeSelector
    ) throws {
        let all = try load(file(), only: nil)
        let one = try load(file(), only: wanted)
        #expect(one.exchanges.map(\.isPassedOver) == [true, false, true])
        #expect(one.exchanges.map(\.number) == [1, 2, 3])
        #expect(one.exchanges[1].body == Samples.body)
        #expect(one.exchanges[1].reads == all.exchanges[1].reads)
        #expect(one.exchanges[1].blocks == all.exchanges[1].blocks)
        for place in [0, 2] {
            #expect(one.exchanges[place].body.isEmpty && one.exchanges[place].blocks.isEmpty)
            #expect(one.exchanges[place].requestBody == all.exchanges[place].requestBody)
            #expect(one.exchanges[place].response == all.exchanges[place].response)
            #expect(one.exchanges[place].end == all.exchanges[place].end)
        }
        #expect(one.warnings == [] && one.isClosed)
    }

    @Test func `a line that is missing is told, wherever it was`() throws {
        var lines = file().split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let event = try #require(lines.firstIndex { $0.starts(with: Array(#"{"k":"ev""#.utf8)) })
        lines.remove(at: event)
        let bytes = Array(lines.joined(separator: [0x0A]))
        let warnings = try load(bytes, only: .number(2)).warnings
        #expect(warnings == [.missingLines(1, before: event + 1)])
    }

    @Test func `lines that people wrote are read as they are`() throws {
        let made = #"{"k":"ev","x":"m","t":1,"d":"data: x\n\n"}"#
        let text = String(decoding: file(), as: UTF8.self)
            .replacing(#"{"k":"ftr""#, with: made + "\n" + #"{"k":"ftr""#)
        let capture = try load(Array(text.utf8), only: .number(4))
        #expect(capture.exchanges.count == 4)
        #expect(capture.exchanges[3].body == Array("data: x\n\n".utf8))
    }

    @Test func `the damage of the wanted exchange is told, that of others is not looked for`() throws {
        let text = String(decoding: file(), as: UTF8.self)
        let spoilt = text.replacing("data: one", with: "data: two", maxReplacements: 1)
        #expect(try load(Array(spoilt.utf8), only: .number(1)).warnings == [.responseChanged(exchange: 1)])
        #expect(try load(Array(spoilt.utf8), only: .number(2)).warnings == [])
    }

    @Test func `links that need the answers of others read them`() throws {
        let first = MarkedCall(number: 1, request: #"{"input":"a"}"#, answer: #"{"id":"r1","output":[]}"#)
        let second = MarkedCall(number: 2, request: #"{"input":"b","previous_response_id":"r1"}"#, answer: "{}")
        folder.write(MarkedCall.file([first, second]), to: "b")
        let source = CaptureSource.file(path: folder.file("b"))
        let capture = try CaptureReader.load(source, only: .number(2))
        #expect(capture.exchanges[0].isPassedOver && capture.exchanges[0].body.isEmpty)
        let links = ExchangeLinks(of: capture, parser: JSONParser())
        #expect(links.turn(of: 2)?.previous == 1)
    }
}

/// A call of Responses with a body and one event.
private struct MarkedCall {
    var number: Int
    var request: String
    var answer: String

    static func file(_ calls: [MarkedCall]) -> [UInt8] {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        for call in calls { call.encode(&encoder, at: Int64(call.number) * 1000) }
        encoder.footer(at: RecordingSamples.at(9000))
        return encoder.buffer
    }

    private func encode(_ encoder: inout CaptureEncoder, at time: Int64) {
        let id = RecordingSamples.id(number)
        let head = RequestHead(
            method: "POST",
            url: "https://h/v1/responses",
            target: "/v1/responses",
            version: "1.1",
            headers: [],
            firstByteAt: RecordingSamples.at(time),
            connection: ConnectionID(rawValue: 1)
        )
        encoder.request(id, head, at: RecordingSamples.at(time))
        Array(request.utf8).withUnsafeBufferPointer {
            encoder.requestBody(id, index: 0, at: RecordingSamples.at(time), bytes: $0)
        }
        RecordingSamples.response(&encoder, id, at: time + 20)
        let event = Array(
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":\(answer)}\n\n".utf8
        )
        let block = CaptureBlock(index: 0, read: 0, time: RecordingSamples.at(time + 30))
        event.withUnsafeBufferPointer { encoder.event(id, block, bytes: $0) }
        RecordingSamples.end(&encoder, id, bytes: event, at: time + 40)
    }
}
