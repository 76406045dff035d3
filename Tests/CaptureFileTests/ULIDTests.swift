import CaptureFile
import Testing

struct ULIDTests {
    @Test func `time comes first, then chance`() {
        #expect("\(ULID(milliseconds: 0, random: 0))" == "00000000000000000000000000")
        #expect("\(ULID(milliseconds: 1_469_922_850_259, random: .max))" == "01ARZ3NDEKZZZZZZZZZZZZZZZZ")
        #expect("\(ULID(milliseconds: (1 << 48) - 1, random: .max))" == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
    }

    @Test func `text comes back, other text does not`() throws {
        let id = ULID(milliseconds: 1_770_000_000_000, random: 123_456_789)
        #expect(try #require(ULID("\(id)")) == id)
        #expect(ULID("01ARZ3NDEKTSV4RRFFQ69G5FA") == nil)
        #expect(ULID("01ARZ3NDEKTSV4RRFFQ69G5FAI") == nil)
    }
}
