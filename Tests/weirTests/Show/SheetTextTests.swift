import Testing

@testable import weir

struct SheetTextTests {
    @Test func `what a peer sent cannot steer the terminal`() {
        #expect(SheetText.line("a\u{1B}[2Jb\nc\td\re") == "a␛[2Jb\\nc\\td\\re")
        #expect(SheetText.lines("one\ntwo\u{7}") == ["one", "two␇"])
    }

    @Test func `widths count columns, not characters`() {
        #expect(SheetText.width("abc") == 3)
        #expect(SheetText.width("日本") == 4)
        #expect(SheetText.width("e\u{301}") == 1)
        #expect(SheetText.padded("日", to: 4) == "日  ")
        #expect(SheetText.padded(left: "日", to: 4) == "  日")
    }

    @Test func `texts are shortened where they tell least`() {
        #expect(SheetText.shortened("abcdef", to: 6) == "abcdef")
        #expect(SheetText.shortened("abcdefg", to: 6) == "abcde…")
        #expect(SheetText.endShortened("/v1/chat/completions", to: 13) == "…/completions")
        #expect(SheetText.shortened("日本語", to: 4) == "日…")
    }

    @Test func `lines break at spaces, long words anywhere`() {
        #expect(SheetText.wrapped("one two three", to: 7) == ["one two", "three"])
        #expect(SheetText.wrapped("abcdefgh ij", to: 3) == ["abc", "def", "gh", "ij"])
        #expect(SheetText.wrapped("", to: 5) == [""])
        #expect(SheetText.wrapped("a  b", to: 9) == ["a  b"])
    }

    @Test func `a full line of facts ends between two of them`() {
        #expect(SheetText.packed(["7 events", "12 KiB", "cut"], to: 17) == ["7 events · 12 KiB", "cut"])
        #expect(SheetText.packed(["7 events", "12 KiB"], to: 16) == ["7 events", "12 KiB"])
        #expect(SheetText.packed(["one", "two three four"], to: 9) == ["one", "two three", "four"])
        #expect(SheetText.packed(["a", "b"], to: nil) == ["a · b"])
        #expect(SheetText.packed([], to: nil).isEmpty)
    }
}
