import Testing

@testable import StreamCore

@Suite struct JSONSchemaTests {
    private func violation(_ schema: String, _ value: String) throws -> String? {
        let parser = JSONParser()
        func parse(_ text: String) throws -> JSONValue {
            var text = text
            return try #require(text.withUTF8 { parser.view(of: $0)?.value })
        }
        return JSONSchema(try parse(schema)).firstViolation(of: try parse(value))?.description
    }

    @Test(arguments: [
        (#"{"type":"string"}"#, #""a""#, nil),
        (#"{"type":"string"}"#, "1", "is a number, not string"),
        (#"{"type":"STRING"}"#, "1", "is a number, not string"),
        (#"{"type":["string","null"]}"#, "null", nil),
        (#"{"type":"string","nullable":true}"#, "null", nil),
        (#"{"type":"integer"}"#, "1.0", nil),
        (#"{"type":"integer"}"#, "1.5", "is a number, not integer"),
        (#"{"type":"number"}"#, "7", nil),
        (#"{"type":"surprise"}"#, "7", nil),
        (#"{"enum":["a",1]}"#, "1.0", nil),
        (#"{"enum":["a","b"]}"#, #""c""#, #"is "c", not one of "a", "b""#),
        (#"{"const":{"a":[1]}}"#, #"{"a":[1.0]}"#, nil),
        (#"{"const":2}"#, "3", "is 3, not 2"),
        (#"{"minimum":1,"maximum":3}"#, "3", nil),
        (#"{"minimum":1}"#, "0", "is below the minimum"),
        (#"{"exclusiveMinimum":1}"#, "1", "is below the minimum"),
        (#"{"minimum":1,"exclusiveMinimum":true}"#, "1", "is below the minimum"),
        (#"{"exclusiveMaximum":1}"#, "1", "is above the maximum"),
        (#"{"multipleOf":0.1}"#, "0.3", nil),
        (#"{"multipleOf":2}"#, "3", "is not a multiple of 2.0"),
        (#"{"minLength":2}"#, #""a""#, "has 1 characters, fewer than 2"),
        (#"{"maxLength":1}"#, #""ab""#, "has 2 characters, more than 1"),
    ])
    func `values by themselves`(schema: String, value: String, expected: String?) throws {
        #expect(try violation(schema, value) == expected)
    }

    @Test(arguments: [
        (#"{"required":["a"]}"#, "{}", "a is missing"),
        (#"{"properties":{"a":{"type":"string"}}}"#, #"{"a":1}"#, "a is a number, not string"),
        (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1,"b":2}"#, "b is not a known member"),
        (#"{"patternProperties":{"^x":{}},"additionalProperties":false}"#, #"{"x1":1}"#, nil),
        (#"{"additionalProperties":{"type":"string"}}"#, #"{"b":2}"#, "b is a number, not string"),
        (#"{"items":{"type":"string"}}"#, #"["a",1]"#, "[1] is a number, not string"),
        (#"{"prefixItems":[{"type":"string"}],"items":false}"#, #"["a",1]"#, "[1] is not allowed"),
        (#"{"minItems":1}"#, "[]", "has 0 elements, fewer than 1"),
        (#"{"uniqueItems":true}"#, "[1,1]", "holds an element twice"),
        (#"{"maxProperties":0}"#, #"{"a":1}"#, "has 1 members, more than 0"),
        (
            #"{"properties":{"o":{"properties":{"l":{"items":{"required":["p"]}}}}}}"#, #"{"o":{"l":[{"p":1},{}]}}"#,
            "o.l[1].p is missing"
        ),
    ])
    func `members and elements`(schema: String, value: String, expected: String?) throws {
        #expect(try violation(schema, value) == expected)
    }

    @Test(arguments: [
        (#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "null", nil),
        (#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "1", "has none of the allowed forms"),
        (
            #"{"anyOf":[{"properties":{"a":{"type":"string"}}},{"type":"null"}]}"#, #"{"a":1}"#,
            "a is a number, not string"
        ),
        (#"{"oneOf":[{"minimum":1},{"minimum":2}]}"#, "3", "fits several of the forms of which it should be one"),
        (#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, "3", "is above the maximum"),
        (#"{"not":{"type":"string"}}"#, #""a""#, "has a form that is ruled out"),
        (##"{"$ref":"#/$defs/city","$defs":{"city":{"type":"string"}}}"##, "1", "is a number, not string"),
        (#"{"$ref":"https://elsewhere/schema"}"#, "1", nil),
        ("true", "1", nil),
        ("false", "1", "is not allowed"),
    ])
    func `combinations and references`(schema: String, value: String, expected: String?) throws {
        #expect(try violation(schema, value) == expected)
    }

    @Test func `a schema that refers to itself ends`() throws {
        #expect(try violation(##"{"$ref":"#"}"##, "1") == nil)
        let tree = ##"{"type":"object","properties":{"next":{"$ref":"#"}}}"##
        #expect(try violation(tree, #"{"next":{"next":1}}"#) == "next.next is a number, not object")
    }
}
