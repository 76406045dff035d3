import StreamCore
import TestSupport
import Testing

struct SSEBlockFieldsTests {
    private func fields(_ text: String, isFirst: Bool = false, afterCR: Bool = false) -> SSEBlockFields {
        Array(text.utf8).withUnsafeBufferPointer { SSEBlockFields($0, isFirst: isFirst, afterCR: afterCR) }
    }

    @Test func `fields keep their order and their meaning`() {
        let look = fields("id: 1\n: c\nevent:x\ndata: a\ndata\nretry: 5\nretry: x\nfoo\nData: y\n\n")
        #expect(
            look.fields.map(\.meaning)
                == [.id, .comment, .event, .data, .data, .retry, .ignored, .ignored, .ignored]
        )
        #expect(look.fields.map(\.value) == ["1", " c", "x", "a", "", "5", "x", "", "y"])
        #expect(look.fields.map(\.hasSpace) == [true, false, false, true, false, true, true, false, true])
        #expect(look.fields.map(\.hasColon) == [true, true, true, true, false, true, true, false, true])
        #expect(look.dataLineCount == 2)
        #expect(look.comments == [" c"])
        #expect(look.ignored.map(\.name) == ["retry", "foo", "Data"])
    }

    @Test func `line ends are told apart`() {
        #expect(fields("data: a\r\ndata: b\rdata: c\n\r\n").lineEnds == [.crlf, .cr, .lf, .crlf])
        #expect(fields("data: a").lineEnds == [.none])
    }

    @Test func `blank lines before the first field are counted`() {
        #expect(fields("\n\r\n: c\n\n").leadingBlankLines == 2)
        #expect(fields("\n: c\n\n", afterCR: true).leadingBlankLines == 0)
        #expect(fields("\n: c\n\n", afterCR: true).startsWithRestOfLineEnd)
    }

    @Test func `a byte order mark counts only in the first block`() {
        #expect(fields("\u{FEFF}data: a\n\n", isFirst: true).hasByteOrderMark)
        #expect(fields("\u{FEFF}data: a\n\n", isFirst: true).fields.map(\.meaning) == [.data])
        #expect(!fields("\u{FEFF}data: a\n\n").hasByteOrderMark)
        #expect(fields("\u{FEFF}data: a\n\n").ignored.count == 1)
    }

    @Test func `an id with NUL is ignored`() {
        #expect(fields("id: a\0b\n\n").fields.map(\.meaning) == [.ignored])
    }
}
