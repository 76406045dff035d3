import StreamCore
import Testing

@Suite struct ExcerptTests {
    @Test func `control characters are escaped, so that a quotation is one harmless line`() {
        #expect(Excerpt.text(of: "a\nb\r\tc\u{1B}[31m\u{7F}\u{0}") == #"a\nb\r\tc\x1B[31m\x7F\x00"#)
        #expect(Excerpt.text(of: "\u{2028}\u{85}\u{FEFF}") == #"\u{2028}\u{85}\u{FEFF}"#)
        #expect(Excerpt.text(of: "Grüße 🌍") == "Grüße 🌍")
    }

    @Test func `a quotation ends after so many characters, between two of them`() {
        #expect(Excerpt.text(of: "abcdef", longest: 6) == "abcdef")
        #expect(Excerpt.text(of: "abcdefg", longest: 6) == "abcdef…")
        let long = String(repeating: "🌍", count: 1000)
        #expect(Excerpt.text(of: long, longest: 3) == "🌍🌍🌍…")
    }
}
