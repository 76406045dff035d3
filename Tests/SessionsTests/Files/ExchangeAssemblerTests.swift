import CaptureFile
import StreamCore
import Testing

@testable import Sessions

struct ExchangeAssemblerTests {
    private func assemble(_ bytes: [UInt8]) throws -> ExchangeAssembler {
        var assembler = ExchangeAssembler()
        let decoder = CaptureDecoder()
        try bytes.withUnsafeBufferPointer { view in
            try decoder.consume(view) { assembler.consume($0) }
        }
        assembler.finish(try decoder.finish { assembler.consume($0) })
        return assembler
    }

    private func at(_ nanoseconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: nanoseconds) }

    private let header = #"{"k":"hdr","seq":0,"t":0,"hdr":{"fmt":"weir-capture","v":1}}"# + "\n"

    @Test func `what was recorded comes back`() throws {
        let assembler = try assemble(RecordingSamples.file())
        #expect(assembler.warnings == [])
        #expect(assembler.headers == [RecordingSamples.header])
        let exchange = try #require(assembler.exchanges.first)
        #expect(assembler.exchanges.count == 1)
        #expect(exchange.number == 1)
        #expect(exchange.id == "\(RecordingSamples.id(1))")
        #expect(exchange.client?.facts.peer == "127.0.0.1:5")
        #expect(exchange.upstream?.facts.tlsVersion == "TLSv1.3")
        #expect(exchange.upstream?.openedAt == at(20))
        #expect(exchange.request?.method == "POST")
        #expect(exchange.startedAt == at(10))
        #expect(exchange.requestHeadAt == at(60))
        #expect(exchange.requestBody == Array("{\"stream\":true}".utf8))
        #expect(exchange.delivery?.attemptAt == at(62))
        #expect(exchange.delivery?.forwardEndedAt == at(64))
        #expect(exchange.interim.map(\.head.status) == [103])
        #expect(exchange.response?.head.status == 200)
        #expect(exchange.response?.head.firstByteAt == at(80))
        #expect(exchange.response?.completeAt == at(90))
        #expect(exchange.body == RecordingSamples.body)
        #expect(exchange.trailers == [HeaderField("x", "y")])
        #expect(exchange.end?.state == .complete)
        #expect(exchange.end?.ending.lastUpstreamByteAt == at(330))
        #expect(exchange.mostQueuedBytes == 3)
        #expect(exchange.wallMicroseconds(at: at(5000)) == 1_770_000_000_000_005)
    }

    @Test func `blocks keep their exact bytes and times`() throws {
        let exchange = try #require(try assemble(RecordingSamples.file()).exchanges.first)
        let texts = exchange.blocks.map { block in exchange.withBytes(of: block) { String(decoding: $0, as: UTF8.self) }
        }
        #expect(texts == ["data: one\n\n", "data: tw€\n\n", ": ping\n\n"])
        #expect(exchange.blocks.map(\.time) == [at(100), at(300), at(300)])
        #expect(exchange.blocks.map(\.firstByteAt) == [at(100), at(100), at(300)])
        #expect(exchange.blocks.map(\.index) == [0, 1, 2])
    }

    @Test func `reads come back with their bytes, their times and when the client had them`() throws {
        let exchange = try #require(try assemble(RecordingSamples.file()).exchanges.first)
        #expect(
            exchange.reads == [
                RecordedRead(number: 0, time: at(100), bytes: 0..<15, acceptedAt: at(107)),
                RecordedRead(number: 1, time: at(200), bytes: 15..<20, acceptedAt: at(208)),
                RecordedRead(number: 2, time: at(300), bytes: 20..<32, acceptedAt: at(309)),
            ]
        )
        // The second read cut the euro sign: the block is text all the same.
        #expect(String(validating: exchange.body[exchange.reads[1].bytes], as: UTF8.self) == nil)
    }

    @Test func `a long block over several lines is one block`() throws {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        let id = RecordingSamples.id(1)
        let body = [UInt8](repeating: UInt8(ascii: "\""), count: 2_000_000)
        let segments = [
            ReadSegment(read: 0, byteCount: 300_000, time: RecordingSamples.at(1)),
            ReadSegment(read: 1, byteCount: 900_000, time: RecordingSamples.at(2)),
            ReadSegment(read: 2, byteCount: 800_000, time: RecordingSamples.at(3)),
        ]
        let block = CaptureBlock(index: 0, read: 2, time: RecordingSamples.at(3), segments: segments)
        body.withUnsafeBufferPointer { encoder.event(id, block, bytes: $0) }
        RecordingSamples.end(&encoder, id, bytes: body, at: 4)
        let assembler = try assemble(encoder.buffer)
        let exchange = try #require(assembler.exchanges.first)
        #expect(assembler.warnings == [])
        #expect(exchange.blocks.count == 1)
        #expect(exchange.blocks[0].bytes == 0..<2_000_000)
        #expect(exchange.blocks[0].firstByteAt == at(1))
        #expect(exchange.reads.map(\.bytes) == [0..<300_000, 300_000..<1_200_000, 1_200_000..<2_000_000])
        #expect(exchange.reads.map(\.time) == [at(1), at(2), at(3)])
    }

    @Test func `interleaved exchanges are numbered in order of arrival`() throws {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        for number in [2, 1] { RecordingSamples.request(&encoder, RecordingSamples.id(number), at: 60) }
        for number in [1, 2] { RecordingSamples.events(&encoder, RecordingSamples.id(number)) }
        RecordingSamples.end(&encoder, RecordingSamples.id(2), at: 500)
        let exchanges = try assemble(encoder.buffer).exchanges
        #expect(exchanges.map(\.id) == ["\(RecordingSamples.id(2))", "\(RecordingSamples.id(1))"])
        #expect(exchanges.map(\.number) == [1, 2])
        #expect(exchanges.map(\.isOpen) == [false, true])
        #expect(exchanges.allSatisfy { $0.body == RecordingSamples.body })
    }

    @Test func `each record says what it changed`() throws {
        var assembler = ExchangeAssembler()
        var changes: [ExchangeUpdate.Change] = []
        try RecordingSamples.file().withUnsafeBufferPointer { view in
            try CaptureDecoder().consume(view) { record in
                if let update = assembler.consume(record) { changes.append(update.change) }
            }
        }
        #expect(
            changes == [
                .requestHead, .requestBody, .requestEnded, .interimHead, .responseHead, .block(0), .block(1), .block(2),
                .output, .trailers, .ended,
            ]
        )
        assembler.dropBodies(of: 0)
        #expect(assembler.exchanges[0].body.isEmpty)
        #expect(assembler.exchanges[0].end != nil)
    }

    @Test func `lines made by hand get reads of their own`() throws {
        let lines =
            #"{"k":"req","x":"a","t":1,"req":{"m":"GET","u":"http://h/"}}"# + "\n"
            + #"{"k":"ev","x":"a","t":5,"rd":4,"d":"one"}"# + "\n" + #"{"k":"ev","x":"a","t":9,"d":"two"}"# + "\n"
            + #"{"k":"ev","x":"a","t":12,"d":"three"}"# + "\n" + #"{"k":"ev","t":13,"rd":5,"d":"four"}"# + "\n"
        let exchange = try #require(try assemble(Array((header + lines).utf8)).exchanges.first)
        #expect(exchange.id == "a")
        #expect(exchange.body == Array("onetwothreefour".utf8))
        #expect(exchange.reads.map(\.time) == [at(5), at(9), at(12), at(13)])
        #expect(exchange.reads.map(\.bytes) == [0..<3, 3..<6, 6..<11, 11..<15])
        #expect(exchange.blocks.map(\.index) == [0, 1, 2, 3])
        #expect(exchange.request?.target == "http://h/")
    }

    @Test func `an edited body is a warning`() throws {
        let text = String(decoding: RecordingSamples.file(), as: UTF8.self)
        let edited = text.replacing("data: one", with: "data: two!").replacing("true}", with: "false}")
        let assembler = try assemble(Array(edited.utf8))
        #expect(assembler.warnings == [.responseChanged(exchange: 1), .requestChanged(exchange: 1)])
        #expect(assembler.exchanges[0].body.count == RecordingSamples.body.count + 1)
        // The read that was edited takes what there is.
        #expect(assembler.exchanges[0].reads.map(\.bytes) == [0..<16, 16..<21, 21..<33])
    }

    @Test func `holes, lost records, bad lines and a torn tail are told`() throws {
        let lines =
            #"{"k":"note","seq":3,"note":{"text":"mark","tag":"t"}}"# + "\nrubbish}\n"
            + #"{"k":"lost","seq":5,"lost":{"count":2,"why":"queue"}}"# + "\n" + #"{"k":"#
        let assembler = try assemble(Array((header + lines).utf8))
        #expect(assembler.warnings.count == 4)
        #expect(assembler.warnings.first == .missingLines(2, before: 2))
        #expect(assembler.warnings.suffix(2) == [.lost(2, why: "queue"), .tornTail(bytes: 5)])
        #expect(assembler.warnings.map(\.message)[1].hasPrefix("line 3 is not a record: "))
        #expect(assembler.notes.map(\.text) == ["mark"])
    }

    @Test func `an exchange goes on in the next part of a rotation`() throws {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        let id = RecordingSamples.id(1)
        let facts = ConnectionFacts(side: .client, peer: "p", local: "l")
        encoder.connectionOpened(ConnectionID(rawValue: 1), facts, at: RecordingSamples.at(1))
        RecordingSamples.request(&encoder, id, at: 60)
        let first = encoder.buffer
        let (next, instant) = RecordingSamples.header.nextPart(
            file: "B",
            startedAt: RecordingSamples.origin,
            now: RecordingSamples.at(2_000_500)
        )
        encoder = CaptureEncoder()
        encoder.header(next, at: instant)
        RecordingSamples.response(&encoder, id, at: 2_000_700)
        RecordingSamples.end(&encoder, id, bytes: [], at: 3_000_000)
        var assembler = ExchangeAssembler()
        for part in [first, encoder.buffer] {
            try part.withUnsafeBufferPointer { view in try CaptureDecoder().consume(view) { assembler.consume($0) } }
        }
        let exchange = try #require(assembler.exchanges.first)
        #expect(assembler.exchanges.count == 1)
        #expect(exchange.response?.completeAt == at(2_000_700))
        #expect(exchange.end?.endedAt == at(3_000_000))
        #expect(exchange.client?.facts == facts)
    }

    @Test func `frames of a socket keep opcode and direction`() throws {
        var encoder = CaptureEncoder()
        encoder.header(RecordingSamples.header, at: RecordingSamples.origin)
        let frame = CaptureFrame(opcode: 2, direction: .client)
        [UInt8(0xFF), 1].withUnsafeBufferPointer { bytes in
            let block = CaptureBlock(index: 0, read: 0, time: RecordingSamples.at(5))
            encoder.data(RecordingSamples.id(1), block, frame: frame, bytes: bytes)
        }
        let exchange = try #require(try assemble(encoder.buffer).exchanges.first)
        #expect(exchange.blocks.map(\.kind) == [.frame(frame)])
        #expect(exchange.body == [0xFF, 1])
        #expect(exchange.startedAt == at(5))
    }

    @Test func `absurd numbers do no harm`() throws {
        let lines =
            #"{"k":"ev","x":"a","t":9007199254740992,"rd":9007199254740992,"n":9007199254740992,"seg":[[1,9007199254740992],[9007199254740992,9007199254740992]],"d":"x"}"#
            + "\n" + #"{"k":"out","x":"a","out":{"rd0":9007199254740992,"lags":[-9007199254740992,1]}}"# + "\n"
            + #"{"k":"ev","x":"a","t":-9007199254740992,"d":"y"}"# + "\n"
            + #"{"k":"hdr","hdr":{"fmt":"weir-capture","v":1,"wall_us":-9007199254740992}}"# + "\n"
            + #"{"k":"ev","x":"a","t":9007199254740992,"d":"z"}"# + "\n"
        let exchange = try #require(try assemble(Array((header + lines).utf8)).exchanges.first)
        #expect(exchange.body == Array("xyz".utf8))
        #expect(exchange.reads.count == 3)
        _ = exchange.wallMicroseconds(at: exchange.lastSeenAt)
    }
}
