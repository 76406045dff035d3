import Synchronization
import Testing

@testable import weir

struct InlineTailTests {
    private final class Written: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    @Test(arguments: [false, true])
    func `lines from another thread are shown, with or without their header`(hasHeader: Bool) {
        let written = Written()
        let tail = InlineTail(
            view: StreamedView(TailText(isForTerminal: false)) { more in written.bytes.withLock { $0 += more } }
        )
        let lines = TailCapture.chats(2).bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
        for line in lines.dropFirst(hasHeader ? 0 : 1) { tail.take(line) }
        tail.finish()
        #expect(written.bytes.withLock { String(decoding: $0, as: UTF8.self) } == "Hi you.\nHi you.\n")
        tail.take(lines[0])
        tail.finish()
    }

    @Test func `what goes on is shown as far as it came`() {
        let written = Written()
        let tail = InlineTail(
            view: StreamedView(TailLines(style: .none)) { more in written.bytes.withLock { $0 += more } }
        )
        tail.take(TailCapture.unfinished().bytes)
        tail.finish()
        #expect(written.bytes.withLock { String(decoding: $0, as: UTF8.self) }.contains("ended     open"))
    }
}
