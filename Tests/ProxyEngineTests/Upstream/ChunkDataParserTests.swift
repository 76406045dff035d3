import NIOCore
import Testing

@testable import ProxyEngine

@Suite struct ChunkDataParserTests {
    private struct Parsed: Equatable {
        var data = ""
        var outcome = ChunkDataParser.Outcome.needsMore
        /// What is the decoder's from here on.
        var left = ""
    }

    /// Feeds the pieces until the parser wants no more.
    private func parse(_ pieces: [String]) -> Parsed {
        var parser = ChunkDataParser()
        var parsed = Parsed()
        for (place, piece) in pieces.enumerated() {
            var bytes = ByteBuffer(string: piece)
            parsed.outcome = parser.parse(&bytes) { parsed.data += String(buffer: $0) }
            guard parsed.outcome == .needsMore else {
                parsed.left = String(buffer: bytes) + pieces[(place + 1)...].joined()
                break
            }
        }
        return parsed
    }

    private static let bodies: [(body: String, data: String, left: String)] = [
        ("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", "hello!", "0\r\n\r\n"),
        (
            "00A\r\n0123456789\r\nc\r\n\r\n0\r\n\r\nabcde\r\n0\r\nX-A: b\r\n\r\n", "0123456789\r\n0\r\n\r\nabcde",
            "0\r\nX-A: b\r\n\r\n"
        ),
        ("2\r\nok\r\n3;name=value\r\nabc\r\n0\r\n\r\n", "ok", "3;name=value\r\nabc\r\n0\r\n\r\n"),
        ("2\r\nok\r\n 3\r\nabc\r\n", "ok", " 3\r\nabc\r\n"),
        ("2\r\nok\r\n3\nabc\r\n", "ok", "3\nabc\r\n"),
        ("2\r\nok\r\n3\rabc\r\n", "ok", "3\rabc\r\n"),
        ("2\r\nok\r\n000000003\r\nabc\r\n", "ok", "000000003\r\nabc\r\n"),
        ("-1\r\n", "", "-1\r\n"),
    ]

    @Test(arguments: bodies.indices)
    func `takes the data and leaves the rest, wherever it is cut`(index: Int) {
        let (body, data, left) = Self.bodies[index]
        let expected = Parsed(data: data, outcome: .leftToDecoder, left: left)
        #expect(parse([body]) == expected)
        #expect(parse(body.utf8.map { String(decoding: [$0], as: UTF8.self) }) == expected)
        let bytes = Array(body.utf8)
        for place in bytes.indices {
            let pieces = [bytes[..<place], bytes[place...]].map { String(decoding: $0, as: UTF8.self) }
            #expect(parse(pieces) == expected, "cut at \(place)")
        }
    }

    @Test func `data that is longer or shorter than its size is malformed`() {
        #expect(parse(["2\r\nabc\r\n"]).outcome == .malformed)
        #expect(parse(["2\r\nab\n"]).outcome == .malformed)
        #expect(parse(["2\r\nab\r", "x"]).outcome == .malformed)
        #expect(parse(["2\r\nab\r", "x"]).data == "ab")
    }

    @Test func `a large chunk goes on over many reads`() {
        let text = String(repeating: "x", count: 1000)
        let parsed = parse(["7d0\r\n" + text, text, "\r\n", "0"])
        #expect(parsed == Parsed(data: text + text, outcome: .needsMore))
    }
}
