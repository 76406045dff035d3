import StreamCore
import TestSupport
import Testing

/// One case of `Fixtures/sse-edge-cases.json`: what a reference parser made of these reads.
struct SSEEdgeCase: Sendable, CustomTestStringConvertible {
    var name: String
    var reads: [[UInt8]]
    var events: [String]
    var comments: [String]
    var ignored: [[String]]
    var retry: Int?
    var lastEventID: String
    /// The unfinished line, and the data of the lines before it.
    var tailLine: String?
    var tailData: String?

    var testDescription: String { name }
    var input: [UInt8] { Array(reads.joined()) }

    static func load() throws -> [SSEEdgeCase] {
        let bytes = try Fixtures.bytes("sse-edge-cases.json")
        let parser = JSONParser()
        let document = try withExtendedLifetime(parser) {
            try bytes.withUnsafeBufferPointer { try parser.parse($0).get().value }
        }
        return (document.arrayValue ?? []).map(SSEEdgeCase.init)
    }

    private init(_ json: JSONValue) {
        name = json["name"]?.stringValue ?? ""
        reads = (json["chunks_hex"]?.arrayValue ?? []).map { Self.bytes(hex: $0.stringValue ?? "") }
        events = (json["events"]?.arrayValue ?? []).map { event in
            Self.event(
                event["event"]?.stringValue ?? "",
                event["data"]?.stringValue ?? "",
                event["last_event_id"]?.stringValue ?? ""
            )
        }
        comments = (json["comments"]?.arrayValue ?? []).compactMap(\.stringValue)
        ignored = (json["ignored"]?.arrayValue ?? []).map { ($0.arrayValue ?? []).compactMap(\.stringValue) }
        retry = json["retry_ms"]?.intValue
        lastEventID = json["last_event_id_string"]?.stringValue ?? ""
        tailLine = json["incomplete_tail"]?["partial_line"]?.stringValue
        tailData = json["incomplete_tail"]?["data"]?.stringValue
    }

    static func event(_ type: String, _ data: String, _ id: String) -> String {
        "\(type)|\(data.debugDescription)|\(id)"
    }

    private static func bytes(hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
            UInt8(String(digits[place...(place + 1)]), radix: 16)
        }
    }
}

struct SSEEdgeCaseTests {
    @Test func `the fixture holds its 58 cases`() throws {
        #expect(try SSEEdgeCase.load().count == 58)
    }

    @Test(arguments: try SSEEdgeCase.load()) func `events are those of the standard however the bytes are cut`(
        edge: SSEEdgeCase
    ) {
        for reads in [edge.reads] + SplitFeeding.allCuts(of: edge.input) {
            var parser = SSEParser()
            let blocks = parser.feed(reads)
            let events = blocks.events.map {
                SSEEdgeCase.event($0.type.isEmpty ? "message" : $0.type, $0.text, $0.lastEventID)
            }
            #expect(events == edge.events, "\(reads)")
            #expect(blocks.joinedBytes == edge.input)
            #expect(blocks.compactMap(\.retry).last == edge.retry)
            #expect((blocks.last { !$0.isTail }?.lastEventID ?? "") == edge.lastEventID)
        }
    }

    @Test(arguments: try SSEEdgeCase.load()) func `the tail is what never was dispatched`(edge: SSEEdgeCase) {
        for reads in [edge.reads] + SplitFeeding.allCuts(of: edge.input) {
            var parser = SSEParser()
            // The reference parser calls a tail only what holds data or an unfinished line.
            let tail = parser.feed(reads).first { tail in
                tail.isTail && (!tail.data.isEmpty || !(tail.bytes.last == 10 || tail.bytes.last == 13))
            }
            #expect((tail != nil) == (edge.tailLine != nil))
            guard let tail, let line = edge.tailLine else { continue }
            #expect(String(decoding: tail.bytes, as: UTF8.self).hasSuffix(line))
            if line.isEmpty { #expect(tail.text == edge.tailData) }
        }
    }

    @Test(arguments: try SSEEdgeCase.load()) func `a second look finds comments and ignored fields`(edge: SSEEdgeCase) {
        var parser = SSEParser()
        var comments: [String] = []
        var ignored: [[String]] = []
        var isFirst = true
        edge.input.withUnsafeBufferPointer { bytes in
            let look = { (block: FramedBlock) in
                let fields = SSEBlockFields(block.bytes, isFirst: isFirst)
                isFirst = false
                comments += fields.comments
                ignored += fields.ignored.map { [$0.name, $0.value] }
            }
            parser.consume(bytes, look)
            if edge.tailLine == nil { parser.finish(look) }
        }
        #expect(comments == edge.comments)
        #expect(ignored == edge.ignored)
    }
}
