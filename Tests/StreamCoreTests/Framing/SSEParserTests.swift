import StreamCore
import TestSupport
import Testing

struct SSEParserTests {
    private func parse(_ text: String) -> [KeptBlock] {
        var parser = SSEParser()
        return parser.feed(text)
    }

    @Test func `a block that ended hands on its exact bytes and its data`() {
        let blocks = parse("id: 7\nevent: delta\ndata: {\"a\":1}\n\ndata: b\n\n")
        #expect(
            blocks.map { String(decoding: $0.bytes, as: UTF8.self) }
                == ["id: 7\nevent: delta\ndata: {\"a\":1}\n\n", "data: b\n\n"]
        )
        #expect(blocks.map(\.type) == ["delta", ""])
        #expect(blocks.map(\.lastEventID) == ["7", "7"])
        #expect(blocks.texts == ["{\"a\":1}", "b"])
    }

    @Test func `data points into the read when block and data line lie in it`() {
        let input = Array("event: x\ndata: abc\n\n".utf8)
        var parser = SSEParser()
        input.withUnsafeBufferPointer { bytes in
            parser.consume(bytes) { block in
                #expect(block.bytes.baseAddress == bytes.baseAddress)
                #expect(block.data.baseAddress == bytes.baseAddress.map { $0 + 15 })
            }
        }
    }

    @Test func `kinds are event, retry and comment in that order of weight`() {
        #expect(parse(": ping\n\n").map(\.kind) == [.comment])
        #expect(parse("retry: 10\n\n").map(\.kind) == [.retry])
        #expect(parse("retry: 10\ndata: a\n\n").map(\.kind) == [.event])
        #expect(parse("retry: ten\n\n").map(\.kind) == [.comment])
        #expect(parse("event: ping\n\n").map(\.kind) == [.comment])
    }

    @Test func `a CR ends the block at once and a later LF starts the next`() {
        var parser = SSEParser()
        let reads = ["data: a\r\n\r", "\ndata: b\r\r", "data: c\n\n"].map { Array($0.utf8) }
        let blocks = parser.feed(reads)
        #expect(
            blocks.map { String(decoding: $0.bytes, as: UTF8.self) }
                == ["data: a\r\n\r", "\ndata: b\r\r", "data: c\n\n"]
        )
        #expect(blocks.texts == ["a", "b", "c"])
    }

    @Test func `extra blank lines belong to the next block or to the tail`() {
        let blocks = parse("\n\ndata: a\n\n\n\ndata: b\n\n\n\n")
        #expect(
            blocks.map { String(decoding: $0.bytes, as: UTF8.self) }
                == ["\n\ndata: a\n\n", "\n\ndata: b\n\n", "\n\n"]
        )
        #expect(blocks.map(\.isTail) == [false, false, true])
    }

    @Test func `the unfinished block is a tail that shows its data but is no event`() throws {
        let blocks = parse("id: 1\ndata: a\n\nid: 2\nevent: end\ndata: [DO")
        let tail = try #require(blocks.last)
        #expect(tail.isTail && tail.kind == .comment)
        #expect(tail.text == "[DO" && tail.type == "end")
        #expect(tail.lastEventID == "1")
    }

    @Test func `an error field of llama cpp is kept though clients ignore it`() {
        let blocks = parse("error: {\"code\":500}\n\n")
        #expect(blocks.map(\.kind) == [.comment])
        #expect(blocks.map(\.errorField) == ["{\"code\":500}"])
    }

    @Test func `a reconnection time beyond any clock is the largest number`() {
        #expect(parse("retry: 99999999999999999999999\n\n").map(\.retry) == [.max])
    }

    @Test func `a finished parser hands on nothing more`() {
        var parser = SSEParser()
        #expect(parser.feed("data: a\n").count == 1)
        #expect(parser.feed([]).isEmpty)
    }

    /// Every rule of the standard, on streams made of awkward pieces, cut at random.
    @Test(arguments: 0..<40) func `random cuts change neither events nor bytes`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "data: a", "data:b", "data", "data:  c d", ": ping", "event: x", "event:", "id: 1", "id", "id: 2\0",
            "retry: 30", "retry: x", "foo: 1", "error: {}", "\n", "\n", "\n\n", "\r", "\r\n", "\r\n\r\n", "\u{FEFF}",
            "é😀\u{2028}",
        ]
        let input = (0..<60).flatMap { _ in Array((pieces.randomElement(using: &generator) ?? "").utf8) }
        var whole = SSEParser()
        let expected = whole.feed([input])
        #expect(expected.joinedBytes == input)
        for longest in [1, 2, 5, 40] {
            var parser = SSEParser()
            let blocks = parser.feed(SplitFeeding.random(input, longest: longest, using: &generator))
            #expect(blocks.joinedBytes == input)
            #expect(blocks.meanings == expected.meanings)
        }
    }

    @Test(arguments: 0..<20) func `mutated streams lose no byte`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 1000)
        var input = Array(String(repeating: "event: x\r\ndata: {\"a\":\"b\"}\r\n\r\n: c\n\nid: 4\n\n", count: 20).utf8)
        for _ in 0..<80 {
            let place = Int.random(in: 0..<input.count, using: &generator)
            input[place] = UInt8.random(in: 0...255, using: &generator)
        }
        for longest in [1, 3, 17, 500] {
            var parser = SSEParser()
            #expect(parser.feed(SplitFeeding.random(input, longest: longest, using: &generator)).joinedBytes == input)
        }
    }
}
