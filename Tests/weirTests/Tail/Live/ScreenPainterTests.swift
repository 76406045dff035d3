import Testing

@testable import weir

struct ScreenPainterTests {
    private func paint(_ painter: inout ScreenPainter, _ permanent: [String], _ live: [String], columns: Int = 20)
        -> String
    {
        painter.paint(permanent: permanent.map { ScreenLine($0) }, live: live.map { ScreenLine($0) }, columns: columns)
            .replacing("\u{1B}[?2026h", with: "<").replacing("\u{1B}[?2026l", with: ">")
            .replacing("\u{1B}[", with: "^")
    }

    @Test func `live lines are written over`() {
        var painter = ScreenPainter(style: .none)
        #expect(paint(&painter, [], ["a", "b"]) == "<\ra^K\nb^K^0J>")
        #expect(paint(&painter, [], ["a", "b"]) == "")
        #expect(paint(&painter, [], ["c"]) == "<\r^1Ac^K^0J>")
        #expect(paint(&painter, ["done"], []) == "<\rdone^K\n^J>")
        #expect(paint(&painter, ["more"], ["x"]) == "<\rmore^K\nx^K^0J>")
    }

    @Test func `lines that a narrower terminal has broken are found`() {
        var painter = ScreenPainter(style: .none)
        _ = paint(&painter, [], ["123456789012", "1234"], columns: 20)
        #expect(paint(&painter, [], ["x"], columns: 5) == "<\r^3Ax^K^0J>")
    }

    @Test func `tones become colours only where they are wanted`() {
        let line = ScreenLine([.init("a", .dim), .init("b"), .init("", .bad)])
        #expect(line.rendered(.none) == "ab")
        #expect(line.rendered(Style(isOn: true)) == "\u{1B}[2ma\u{1B}[0mb")
    }

    @Test func `a cut line says so`() {
        let line = ScreenLine([.init("abc", .dim), .init("今日")])
        #expect(line.clipped(to: 7) == line)
        #expect(line.clipped(to: 6).text == "abc今…")
        #expect(line.clipped(to: 5).text == "abc…")
        #expect(line.clipped(to: 1).text == "…")
    }
}
