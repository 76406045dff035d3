import StreamCore
import Testing

@Suite struct JSONWriterTests {
    @Test func `strings are escaped where JSON demands it and nowhere else`() {
        let text = "\"\\/\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}é🙂\u{2028}"
        let written = JSONValue.string(text).text()
        #expect(written == "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u001f\u{7f}é🙂\u{2028}\"")
        #expect(json(written) == .string(text))
    }

    @Test func `every character survives being written and read`() {
        let scalars = (0..<0x3000).compactMap(Unicode.Scalar.init).map { String(Character($0)) }.joined()
        #expect(json(JSONValue.string(scalars).text()) == .string(scalars))
        #expect(json(JSONValue.object(JSONObject([(scalars, JSONValue.int(1))])).text())?[scalars] == 1)
    }

    @Test(arguments: [
        (JSONValue.int(.min), "-9223372036854775808"), (.int(.max), "9223372036854775807"), (.int(0), "0"),
        (.int(-1), "-1"), (.uint(.max), "18446744073709551615"), (.double(1), "1.0"), (.double(-0.0), "-0.0"),
        (.double(0.1), "0.1"), (.double(1e300), "1e+300"), (.double(.leastNonzeroMagnitude), "5e-324"),
        (.double(.infinity), "null"),
        (.double(.nan), "null"), (.bool(true), "true"), (.bool(false), "false"), (.null, "null"),
    ])
    func `numbers and words are written as JSON has them`(value: JSONValue, text: String) {
        #expect(value.text() == text)
        if text != "null" { #expect(json(text) == value) }
    }

    @Test func `integers of every length are written`() {
        var number: Int64 = 1
        for digits in 1...18 {
            var output: [UInt8] = []
            JSONWriter.append(-number, to: &output)
            #expect(output.count == digits + 1)
            #expect(String(decoding: output, as: UTF8.self) == String(-number))
            number *= 10
        }
    }

    @Test func `compact text has no spaces`() {
        let value: JSONValue = ["a": [1, 2.5, nil, []], "b": [:], "c": ["d": "x y"]]
        #expect(value.text() == #"{"a":[1,2.5,null,[]],"b":{},"c":{"d":"x y"}}"#)
    }

    @Test func `pretty text has one member or element a line`() {
        let value: JSONValue = ["a": [1, []], "b": [:], "c": ["d": "x"]]
        let expected = """
            {
              "a": [
                1,
                []
              ],
              "b": {},
              "c": {
                "d": "x"
              }
            }
            """
        #expect(value.text(.pretty) == expected)
        #expect(json(value.text(.pretty)) == value)
    }

    @Test func `an empty byte view is an empty string`() {
        var output: [UInt8] = []
        JSONWriter.append(string: ByteView(start: nil, count: 0), to: &output)
        #expect(output == Array("\"\"".utf8))
    }

    @Test func `text is appended behind what is there`() {
        var output = Array("x".utf8)
        JSONValue.array([1]).append(to: &output)
        #expect(output == Array("x[1]".utf8))
    }
}
