import StreamCore
import Testing

struct JSONDifferenceTests {
    private func pointer(_ left: String, _ right: String, isWildcard: (String) -> Bool = { _ in false }) throws
        -> String?
    {
        let left = try #require(json(left))
        let right = try #require(json(right))
        return JSONDifference.firstPointer(left, right, isWildcard: isWildcard)
    }

    @Test(arguments: [
        ("null", "null"), ("{}", "{}"), (#"{"a":1,"b":[true,"x"]}"#, #"{"b":[true,"x"],"a":1}"#), ("[1]", "[1.0]"),
        ("18446744073709551615", "1.8446744073709552e19"),
    ])
    func `equal values have no difference`(left: String, right: String) throws {
        #expect(try pointer(left, right) == nil)
    }

    @Test(arguments: [
        ("1", "2", ""), ("1", #""1""#, ""), ("null", "false", ""), ("[]", "{}", ""),
        (#"{"a":1}"#, #"{"a":2}"#, "/a"),
        (#"{"a":{"b":[0,{"c":1}]}}"#, #"{"a":{"b":[0,{"c":null}]}}"#, "/a/b/1/c"),
        ("[1,2]", "[1,2,3]", "/2"), ("[1,2,3]", "[1,2]", "/2"), ("[]", "[0]", "/0"),
    ])
    func `the pointer leads to the first place that differs`(left: String, right: String, place: String) throws {
        #expect(try pointer(left, right) == place)
    }

    @Test func `a member that one side lacks is the difference`() throws {
        #expect(try pointer(#"{"a":1,"b":2}"#, #"{"a":1}"#) == "/b")
        #expect(try pointer(#"{"a":1}"#, #"{"a":1,"b":2}"#) == "/b")
        // The left side's order decides what comes first; what only the right side has comes last.
        #expect(try pointer(#"{"a":1,"b":2}"#, #"{"c":1,"b":3,"a":1}"#) == "/b")
    }

    @Test func `names are escaped as RFC 6901 says`() throws {
        #expect(try pointer(#"{"a/b":{"m~n":1}}"#, #"{"a/b":{"m~n":2}}"#) == "/a~1b/m~0n")
        #expect(try pointer(#"{"~1":1}"#, "{}") == "/~01")
        #expect(try pointer(#"{"":1}"#, #"{"":2}"#) == "/")
    }

    @Test func `a wildcard on the left equals anything`() throws {
        let isWildcard = { (text: String) in text == "*" }
        #expect(try pointer(#"{"a":"*","b":1}"#, #"{"a":[1,2],"b":1}"#, isWildcard: isWildcard) == nil)
        #expect(try pointer(#"["*","x"]"#, #"["y","z"]"#, isWildcard: isWildcard) == "/1")
        #expect(try pointer(#"{"a":"*"}"#, "{}", isWildcard: isWildcard) == "/a")
        #expect(try pointer(#"["x"]"#, #"["*"]"#, isWildcard: isWildcard) == "/0")
    }
}
