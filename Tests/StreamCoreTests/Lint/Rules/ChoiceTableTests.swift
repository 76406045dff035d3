import Testing

@testable import StreamCore

@Suite struct ChoiceTableTests {
    @Test func `each choice keeps what is its own`() {
        var table = ChoiceTable<[String]>()
        for (index, text) in [(0, "a"), (3, "b"), (0, "c"), (-1, "d")] {
            table.update(index, or: []) { $0.append(text) }
        }
        #expect(table.indexes == [-1, 0, 3])
        #expect(table.sorted.map(\.value) == [["d"], ["a", "c"], ["b"]])
        #expect(table.count == 3)
    }

    @Test func `a peer that numbers thousands is not followed`() {
        var table = ChoiceTable<Int>()
        for index in 0..<5000 { table.update(index, or: 0) { $0 += 1 } }
        #expect(table.count == 1024)
        table.update(7, or: 0) { $0 += 1 }
        #expect(table.sorted[7].value == 2)
    }
}
