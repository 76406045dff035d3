import StreamCore
import Testing

@Suite struct JSONObjectTests {
    private func object(_ count: Int) -> JSONObject {
        JSONObject((0..<count).map { ("k\($0)", JSONValue.int(Int64($0))) })
    }

    @Test(arguments: [0, 1, 15, 16, 17, 18, 100])
    func `every member is found, whatever the size`(count: Int) {
        let object = object(count)
        #expect(object.count == count)
        #expect(object.names == (0..<count).map { "k\($0)" })
        for place in 0..<count { #expect(object["k\(place)"] == .int(Int64(place))) }
        #expect(object["k\(count)"] == nil)
    }

    @Test(arguments: [1, 15, 16, 17, 18, 40])
    func `removing any member leaves the others in order`(count: Int) {
        for place in 0..<count {
            var smaller = object(count)
            smaller["k\(place)"] = nil
            #expect(smaller.names == (0..<count).filter { $0 != place }.map { "k\($0)" })
            for other in 0..<count where other != place { #expect(smaller["k\(other)"] == .int(Int64(other))) }
            #expect(smaller["k\(place)"] == nil)
        }
    }

    @Test func `shrinking and growing over the indexed size keeps the index true`() {
        var object = object(20)
        for place in 0..<20 { object["k\(place)"] = nil }
        #expect(object.isEmpty)
        for place in 0..<20 { object["n\(place)"] = .int(Int64(place)) }
        #expect(object["n19"] == 19)
        #expect(object["k19"] == nil)
    }

    @Test func `setting a member again keeps its place`() {
        for count in [3, 20] {
            var object = object(count)
            object["k1"] = "new"
            #expect(object.names == (0..<count).map { "k\($0)" })
            #expect(object["k1"] == "new")
        }
    }

    @Test(arguments: [3, 16, 20])
    func `a member can be removed, added and changed in place`(count: Int) {
        func change(_ value: inout JSONValue?, to new: JSONValue?) { value = new }
        var object = object(count)
        change(&object["k1"], to: nil)
        #expect(object["k1"] == nil)
        #expect(object.count == count - 1)
        change(&object["added"], to: "x")
        #expect(object["added"] == "x")
        #expect(object.names.last == "added")
        change(&object["k2"], to: "y")
        #expect(object["k2"] == "y")
        change(&object["never"], to: nil)
        #expect(object["never"] == nil)
        #expect(object.count == count)
    }

    @Test func `a default stands in and is stored when it is changed`() {
        var object = JSONObject()
        #expect(object["a", default: "none"] == "none")
        #expect(object.isEmpty)
        object["a", default: []] = [1]
        #expect(object["a"] == [1])
    }

    @Test func `objects are equal whatever their order`() {
        let left = JSONObject([("a", 1), ("b", 2)])
        let right = JSONObject([("b", 2), ("a", 1)])
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != JSONObject([("a", 1)]))
        #expect(left != JSONObject([("a", 1), ("b", 3)]))
        #expect(left != JSONObject([("a", 1), ("c", 2)]))
    }

    @Test func `the last of two values for one name is kept at the first one's place`() {
        let object = JSONObject([("a", 1), ("b", 2), ("a", 3)])
        #expect(object.names == ["a", "b"])
        #expect(object["a"] == 3)
    }
}
