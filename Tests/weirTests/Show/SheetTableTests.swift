import Testing

@testable import weir

struct SheetTableTests {
    private func lines(width: Int?) -> [String] {
        var table = SheetTable([
            .init(title: "#", isRight: true),
            .init(title: "path", minimum: 6, keepsEnd: true, expendability: 2),
            .init(title: "model", minimum: 5),
            .init(title: "note", expendability: 1),
            .init(title: "empty", expendability: 3),
        ])
        table.add([.init("1"), .init("/v1/chat/completions"), .init("gpt-4o-mini"), .init("yes"), .init("")])
        table.add([.init("10"), .init("/x"), .init("m"), .init(""), .init("")])
        return table.lines(SheetStyle(width: width, style: .none))
    }

    @Test func `without a width nothing is cut, and no line ends in blanks`() {
        #expect(
            lines(width: nil) == [
                " #  path                  model        note",
                " 1  /v1/chat/completions  gpt-4o-mini  yes",
                "10  /x                    m",
            ]
        )
    }

    @Test func `flexible columns give way first, then the least important`() {
        #expect(lines(width: 32)[1] == " 1  …mpletions  gpt-4o-mi…  yes")
        #expect(lines(width: 20)[1] == " 1  gpt-4o-mi…  yes")
        #expect(lines(width: 9)[2] == "10  m")
    }

    @Test(arguments: 12...60)
    func `no line is wider than asked`(width: Int) {
        #expect(lines(width: width).allSatisfy { SheetText.width($0) <= width })
    }
}
