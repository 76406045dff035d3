import StreamCore
import Testing

@Suite struct JSONViewTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("1.0", 1),
        ("1e3", 1000), ("-2.0e0", -2),
    ])
    func `whole numbers are ints however they are written`(text: String, value: Int) {
        #expect(withView(text, \.int) == value)
    }

    @Test(arguments: ["9223372036854775808", "18446744073709551615", "1.5", "1e30", "\"1\"", "true", "null", "[1]"])
    func `what is no int of this machine has no int`(text: String) throws {
        let int = try #require(withView(text) { $0.int as Int? })
        #expect(int == nil)
    }

    @Test func `numbers beyond Int64 stay exact`() {
        #expect(json("18446744073709551615") == .uint(.max))
        #expect(json("9223372036854775807") == .int(.max))
        #expect(json("-9223372036854775808") == .int(.min))
    }

    @Test func `doubles keep their value`() {
        #expect(withView("5e-324", \.double) == .leastNonzeroMagnitude)
        #expect(withView("1.7976931348623157e308", \.double) == .greatestFiniteMagnitude)
        #expect(withView("-0.0") { $0.double?.sign } == .minus)
        #expect(withView("18446744073709551615", \.double) == 18_446_744_073_709_551_616)
    }

    @Test func `strings are unescaped`() {
        let text = #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude42 é\u0000z""#
        #expect(withView(text, \.string) == "\"\\/\u{8}\u{c}\n\r\té🙂 é\0z")
        #expect(withView(#""""#, \.string) == "")
        #expect(withView(#""""#, \.isNonEmptyString) == false)
        #expect(withView(#"" ""#, \.isNonEmptyString) == true)
    }

    @Test func `kinds are told apart`() {
        let kinds: [(String, JSONView.Kind)] = [
            ("{}", .object), ("[]", .array), ("\"\"", .string), ("1", .int), ("18446744073709551615", .uint),
            ("1.5", .double), ("true", .true), ("false", .false), ("null", .null),
        ]
        for (text, kind) in kinds { #expect(withView(text, \.kind) == kind) }
    }

    @Test(arguments: ["null", "false", "0", "0.0", "\"\"", "[]", "{}"])
    func `empty things are not truthy`(text: String) {
        #expect(withView(text, \.isTruthy) == false)
    }

    @Test(arguments: ["true", "1", "-1", "0.1", "\" \"", "[0]", "{\"a\":0}", "[[]]"])
    func `everything else is truthy`(text: String) {
        #expect(withView(text, \.isTruthy) == true)
    }

    @Test func `members are found behind nested values`() {
        let text = #"{"a":{"z":[1,{"z":2}],"y":{}},"b":[[],[1,2,[3]]],"z":18446744073709551615,"c":"x","d":null}"#
        #expect(withView(text) { $0["z"]?.value } == .uint(.max))
        #expect(withView(text) { $0["c"]?.string } == "x")
        #expect(withView(text) { $0.member("c")?.string } == "x")
        #expect(withView(text) { $0["b"]?.elements.count } == 2)
        #expect(withView(text) { $0["a"]?["z"]?.elements.last?["z"]?.int } == 2)
        #expect(withView(text) { $0["missing"] == nil && $0.member("missing") == nil } == true)
    }

    @Test func `a null member is there and not present`() {
        let found = withView(#"{"d":null}"#) { ($0["d"]?.isNull, $0.present("d") == nil) }
        #expect(found?.0 == true)
        #expect(found?.1 == true)
    }

    @Test func `names that begin alike are told apart`() {
        #expect(withView(#"{"content_filter":1,"content":2,"conten":3}"#) { $0["content"]?.int } == 2)
    }

    @Test func `the last of two members with one name counts`() {
        #expect(withView(#"{"a":1,"b":2,"a":3}"#) { $0["a"]?.int } == 3)
        #expect(json(#"{"a":1,"b":2,"a":3}"#)?["a"] == 3)
    }

    @Test func `other kinds have neither members nor elements`() {
        #expect(withView("[1]") { $0["a"] == nil } == true)
        #expect(withView("{\"a\":1}") { $0.elements.isEmpty && $0.first == nil } == true)
        #expect(withView("\"a\"") { $0.elements.isEmpty && $0["a"] == nil } == true)
        #expect(withView("[]") { $0.first == nil } == true)
        #expect(withView("[{\"a\":1},2]") { $0.first?["a"]?.int } == 1)
    }

    @Test func `members come in the order in which they were written`() {
        #expect(json(#"{"z":1,"a":2,"m":3}"#)?.objectValue?.names == ["z", "a", "m"])
    }

    @Test func `deep documents are kept whole`() {
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(json(deep)?.text() == deep)
        let tooDeep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(json(tooDeep) == nil)
    }

    @Test func `a value outlives the parser's next document`() {
        let parser = JSONParser()
        let first = json(#"{"text":"a longer text that needs memory"}"#, parser: parser)
        _ = json(#"{"other":"another text that overwrites it"}"#, parser: parser)
        #expect(first?["text"] == "a longer text that needs memory")
    }
}
