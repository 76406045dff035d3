import StreamCore
import Testing

@Suite struct JSONValueTests {
    @Test func `writing a member of another kind makes an object of it`() {
        var value: JSONValue = "text"
        value["a"] = 1
        #expect(value == ["a": 1])
        value["b"]?["never"] = 2
        #expect(value == ["a": 1])
        value["a"] = nil
        #expect(value == [:])
    }

    @Test func `nested members are written in place`() {
        var value: JSONValue = ["a": ["b": [:]]]
        value["a"]?["b"]?["c"] = true
        #expect(value == ["a": ["b": ["c": true]]])
        value["a", default: .null]["d", default: .null]["e"] = 5
        #expect(value["a"]?["d"] == ["e": 5])
    }

    @Test func `reading another kind gives nil`() {
        let value: JSONValue = [1, "x"]
        #expect(value["a"] == nil)
        #expect(value.stringValue == nil)
        #expect(value.boolValue == nil)
        #expect(value.intValue == nil)
        #expect(value.doubleValue == nil)
        #expect(value.objectValue == nil)
        #expect(value.arrayValue == [1, "x"])
    }

    @Test func `numbers convert where nothing is lost`() {
        #expect(JSONValue.uint(.max).intValue == nil)
        #expect(JSONValue.uint(7).intValue == 7)
        #expect(JSONValue.double(7).intValue == 7)
        #expect(JSONValue.double(7.5).intValue == nil)
        #expect(JSONValue.double(.infinity).intValue == nil)
        #expect(JSONValue.int(-3).doubleValue == -3)
    }

    @Test func `optionals become null`() {
        #expect(JSONValue(nil as Int?) == .null)
        #expect(JSONValue(nil as String?).isNull)
        #expect(JSONValue(true as Bool?) == true)
        #expect(JSONValue(1.5 as Double?) == 1.5)
        #expect(JSONValue(3 as Int64?) == 3)
    }
}
