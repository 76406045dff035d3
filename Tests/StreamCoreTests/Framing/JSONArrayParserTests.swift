import StreamCore
import TestSupport
import Testing

struct JSONArrayParserTests {
    @Test func `elements come as soon as their brace closes`() {
        let text = "[{\n \"a\": \"]},\\\"\"\n}\n,\r\n{\"b\":[1,{}]}\n]\n"
        for reads in SplitFeeding.allCuts(of: Array(text.utf8)) {
            var parser = JSONArrayParser()
            let blocks = parser.feed(reads)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
            #expect(blocks.texts == ["{\n \"a\": \"]},\\\"\"\n}", "{\"b\":[1,{}]}"])
            #expect(blocks.map(\.kind) == [.event, .event, .comment, .comment])
            #expect(blocks.allSatisfy { !$0.isTail })
            #expect(parser.anomalies.list.isEmpty)
        }
    }

    @Test func `separators stand in front of the element that follows`() {
        var parser = JSONArrayParser()
        let blocks = parser.feed(" [ {} , {} ]")
        #expect(blocks.map { String(decoding: $0.bytes, as: UTF8.self) } == [" [ {}", " , {}", " ]"])
    }

    @Test func `scalars are elements too`() {
        for reads in SplitFeeding.allCuts(of: Array("[1, \"a,]\",true ,null]".utf8)) {
            var parser = JSONArrayParser()
            #expect(parser.feed(reads).texts == ["1", "\"a,]\"", "true", "null"])
        }
    }

    @Test(arguments: ["[{\"a\":1},", "[{\"a\":1},{\"b", "[{\"a\":1}"]) func `an array that is not closed is an anomaly`(
        text: String
    ) {
        for reads in SplitFeeding.allCuts(of: Array(text.utf8)) {
            var parser = JSONArrayParser()
            let blocks = parser.feed(reads)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
            #expect(blocks.texts == ["{\"a\":1}"])
            #expect(parser.anomalies.list == [.arrayNotClosed(offset: 0)])
            #expect(blocks.contains(where: \.isTail) == (text != "[{\"a\":1}"))
        }
    }

    @Test func `the unfinished element is the tail's data`() {
        var parser = JSONArrayParser()
        #expect(parser.feed("[{},\n{\"b\":").last?.text == "{\"b\":")
    }

    @Test func `bytes after the array are an anomaly and are kept`() {
        var parser = JSONArrayParser()
        let blocks = parser.feed("[]x")
        #expect(blocks.joinedBytes == Array("[]x".utf8))
        #expect(parser.anomalies.list == [.unexpectedByte(offset: 2)])
    }

    @Test func `an element over the limit is handed on in pieces`() {
        let text = "[{},{\"a\":\"\(String(repeating: "x", count: 60))\"},{}]"
        for reads in SplitFeeding.allCuts(of: Array(text.utf8)) {
            var parser = JSONArrayParser(limits: FramingLimits(eventBytes: 20))
            let blocks = parser.feed(reads)
            #expect(String(decoding: blocks.joinedBytes, as: UTF8.self) == text)
            #expect(blocks.events.count == 3)
            #expect(parser.anomalies.list == [.eventTooLarge(offset: 4, limit: 20)])
        }
    }

    @Test(arguments: 0..<20) func `mutated arrays lose no byte`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var input = Array(("[" + String(repeating: "{\"a\":[1,\"b\\\"\"]},\n", count: 20) + "{}]").utf8)
        for _ in 0..<20 {
            input[Int.random(in: 0..<input.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        var whole = JSONArrayParser()
        let expected = whole.feed([input])
        #expect(expected.joinedBytes == input)
        for longest in [1, 3, 30] {
            var parser = JSONArrayParser()
            #expect(parser.feed(SplitFeeding.random(input, longest: longest, using: &generator)) == expected)
            #expect(parser.anomalies == whole.anomalies)
        }
    }
}
