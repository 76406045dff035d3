import StreamCore
import Testing

@testable import weir

struct TerminalTextTests {
    @Test func `control characters become visible`() {
        #expect(TerminalText.visible("a\u{1B}[0m\tb\r\nc\u{7F}\u{9B}\u{202E}") == "a␛[0m    b\nc␡\u{FFFD}\u{FFFD}")
        #expect(TerminalText.oneLine("a\nb") == "a b")
        #expect(TerminalText.visible("plain é 今") == "plain é 今")
    }

    @Test(arguments: [
        ("a", 1), ("é", 1), ("e\u{301}", 1), ("今", 2), ("한", 2), ("🌦️", 2), ("👩‍🚀", 2), ("☀", 1), ("☀️", 2),
        ("\u{200B}", 0), ("🇫🇷", 2), ("…", 1),
    ])
    func `widths are those of terminals`(text: String, width: Int) {
        #expect(TerminalText.width(text) == width)
    }

    @Test func `times have three digits`() {
        let times: [(Int64, String)] = [
            (0, "0 µs"), (83_000, "83 µs"), (999_499, "999 µs"), (999_500, "1.0 ms"), (7_100_000, "7.1 ms"),
            (9_960_000, "10 ms"), (412_000_000, "412 ms"), (999_600_000, "1.00 s"), (3_204_000_000, "3.20 s"),
            (9_996_000_000, "10.0 s"), (59_960_000_000, "1 min 00 s"), (125_000_000_000, "2 min 05 s"), (-5, "0 µs"),
        ]
        for (count, text) in times { #expect(TimeText.short(Nanoseconds(count)) == text) }
        #expect(TimeText.seconds(Nanoseconds(12_345_600_000)) == "12.346")
    }

    @Test func `keys are told from sequences`() {
        #expect(LiveKey.keys(in: Array("q\t\r\u{7F}".utf8)) == [.character("q"), .tab, .enter, .backspace])
        #expect(LiveKey.keys(in: Array("\u{1B}".utf8)) == [.escape])
        #expect(
            LiveKey.keys(in: Array("\u{1B}[Aq\u{1B}[1;5Cx\u{1B}OPé".utf8)) == [
                .character("q"), .character("x"), .character("é"),
            ]
        )
    }
}
