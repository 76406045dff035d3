import StreamCore
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        "", " ", "{", "{\"a\":}", "{\"a\":1,}", "[1 2]", "nul", "tru", "\"open", "{\"a\":1}{\"b\":2}", "01", "+1", ".5",
        "{'a':1}", "\"\u{1}\"", "NaN",
    ])
    func `what is no document is refused with a reason`(text: String) {
        var text = text
        let failure: JSONParser.Failure? = text.withUTF8 {
            if case .failure(let failure) = JSONParser().parse($0) { failure } else { nil }
        }
        #expect(failure?.message.isEmpty == false)
    }

    @Test func `documents of all lengths around a buffer's end parse`() {
        let parser = JSONParser()
        for length in [0, 1, 60, 61, 62, 63, 64, 4085, 4086, 4090, 4094, 4095, 4096, 4097, 10_000, 300_000, 5] {
            let text = String(repeating: "x", count: length)
            #expect(json("{\"a\":\"\(text)\"}", parser: parser)?["a"]?.stringValue?.utf8.count == length)
        }
    }

    @Test func `documents over the limit are refused`() {
        let parser = JSONParser(maximumBytes: 100)
        #expect(json("[" + String(repeating: "1,", count: 100) + "1]", parser: parser) == nil)
        #expect(json("[1]", parser: parser) == [1])
    }

    @Test func `a sound document is not mended`() {
        let parser = JSONParser()
        #expect(json(#"{"a":"🙂","n":12345678901234567890}"#, parser: parser) != nil)
        #expect(parser.repairs.isEmpty)
    }

    @Test(arguments: [
        (#"{"t":"a\ud83d"}"#, "a\u{FFFD}"), (#"{"t":"\ude42b"}"#, "\u{FFFD}b"),
        (#"{"t":"\uD83D\uD83D\uDE42"}"#, "\u{FFFD}🙂"),
        (#"{"t":"\ud83d\u0041"}"#, "\u{FFFD}A"), (#"{"t":"\\ud83d\ud83d"}"#, "\\ud83d\u{FFFD}"),
        (#"{"t":"\ud83d\n"}"#, "\u{FFFD}\n"),
    ])
    func `half a surrogate pair becomes a replacement character`(text: String, expected: String) {
        let parser = JSONParser()
        #expect(json(text, parser: parser)?["t"]?.stringValue == expected)
        #expect(parser.repairs == .loneSurrogate)
    }

    @Test(arguments: [
        ("[18446744073709551616]", 18_446_744_073_709_551_616.0),
        ("[-9223372036854775809]", -9_223_372_036_854_775_809.0),
        ("[123456789012345678901234567890]", 123_456_789_012_345_678_901_234_567_890.0),
    ])
    func `whole numbers beyond 64 bits become doubles`(text: String, expected: Double) {
        let parser = JSONParser()
        #expect(json(text, parser: parser) == [.double(expected)])
        #expect(parser.repairs == .hugeNumber)
    }

    @Test func `numbers beyond doubles become null`() {
        let parser = JSONParser()
        #expect(
            json("[1e999,-1e999,\(String(repeating: "9", count: 400)),7]", parser: parser) == [.null, .null, .null, 7]
        )
        #expect(parser.repairs == .hugeNumber)
    }

    @Test func `digits inside strings are left alone`() {
        let parser = JSONParser()
        let text = #"{"a":"99999999999999999999999","b":99999999999999999999999,"c\"1e999":"\ud800"}"#
        let value = json(text, parser: parser)
        #expect(value?["a"] == "99999999999999999999999")
        #expect(value?["c\"1e999"] == "\u{FFFD}")
        #expect(parser.repairs == [.hugeNumber, .loneSurrogate])
    }

    @Test func `bytes that are not UTF-8 become replacement characters`() {
        let parser = JSONParser()
        let bytes = Array("{\"t\":\"a".utf8) + [0xFF, 0xC3] + Array("b\"}".utf8)
        let value = bytes.withUnsafeBufferPointer { parser.view(of: $0)?.value }
        #expect(value?["t"] == "a\u{FFFD}\u{FFFD}b")
        #expect(parser.repairs == .invalidUTF8)
    }

    @Test func `repairs are those of the last document`() {
        let parser = JSONParser()
        _ = json(#"["\ud83d"]"#, parser: parser)
        _ = json("[1]", parser: parser)
        #expect(parser.repairs.isEmpty)
        #expect(json(#"["\ud83d""#, parser: parser) == nil)
        #expect(parser.repairs.isEmpty)
    }
}
