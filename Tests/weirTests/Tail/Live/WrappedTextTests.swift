import Testing

@testable import weir

struct WrappedTextTests {
    private func wrap(_ text: String, _ width: Int) -> [String] {
        var wrapped = WrappedText(width: width)
        wrapped.append(text)
        return wrapped.lines
    }

    @Test func `lines are broken at spaces`() {
        #expect(wrap("one two three", 8) == ["one two", "three"])
        #expect(wrap("one two", 7) == ["one two"])
        #expect(wrap("one\n\ntwo\n", 9) == ["one", "", "two", ""])
        #expect(wrap("    code stays", 9) == ["    code", "stays"])
    }

    @Test func `long words are cut`() {
        #expect(wrap("abcdefgh", 3) == ["abc", "def", "gh"])
        #expect(wrap("a bcdefgh", 3) == ["a", "bcd", "efg", "h"])
    }

    @Test func `wide characters take two columns`() {
        #expect(wrap("今日は天気", 5) == ["今日", "は天", "気"])
        #expect(wrap("👩‍🚀👩‍🚀👩‍🚀", 4) == ["👩‍🚀👩‍🚀", "👩‍🚀"])
    }

    @Test(arguments: [
        "The quick  brown fox jumps over the lazy dog", "今日は いい天気 e\u{301}e\u{301} ですね 👩‍🚀👨‍👩‍👧",
        "a\n b\n\n   c ddddddddddddd e  ",
    ])
    func `however it grows, the lines are the same`(text: String) {
        let scalars = Array(text.unicodeScalars)
        for width in [1, 2, 5, 9, 80] {
            let expected = wrap(text, width)
            for cut in 0...scalars.count {
                var wrapped = WrappedText(width: width)
                for part in [scalars[..<cut], scalars[cut...]] {
                    var piece = String.UnicodeScalarView()
                    piece.append(contentsOf: part)
                    wrapped.append(String(piece))
                }
                #expect(wrapped.lines == expected, "width \(width), cut at \(cut)")
            }
            var rewrapped = WrappedText(width: 33)
            rewrapped.append(text)
            rewrapped.rewrap(width: width)
            #expect(rewrapped.lines == expected)
        }
    }
}
