import Testing

@testable import Reports

struct TextLayoutTests {
    @Test func `cells are padded or shortened`() {
        #expect(TextLayout.left("ab", 4) == "ab  ")
        #expect(TextLayout.right("ab", 4) == "  ab")
        #expect(TextLayout.left("abcdef", 4) == "abc…")
    }

    @Test func `bars are drawn in eighths and never vanish`() {
        #expect(TextLayout.bar(1, width: 3) == "███")
        #expect(TextLayout.bar(0.5, width: 3) == "█▌ ")
        #expect(TextLayout.bar(0.0001, width: 3) == "▏  ")
        #expect(TextLayout.bar(0, width: 3) == "   ")
        #expect(TextLayout.bar(7, width: 3) == "███")
    }

    @Test func `sentences break at spaces`() {
        #expect(TextLayout.wrapped("aa bb cc", width: 5) == ["aa bb", "cc"])
        #expect(TextLayout.wrapped("", width: 5) == [])
        #expect(TextLayout.wrapped("abcdefgh i", width: 5) == ["abcdefgh", "i"])
    }
}
