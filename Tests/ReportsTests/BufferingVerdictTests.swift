import Testing

@testable import Reports

struct BufferingVerdictTests {
    private typealias Reason = BufferingVerdict.Reason

    private static let millisecond: Int64 = 1_000_000

    private func reasons(_ change: (inout StreamShape) -> Void) -> [Reason] {
        var shape = StreamShape()
        // An even stream: 40 events, 20 ms apart, the first after 300 ms.
        shape.contentTimes = (0..<40).map { (300 + 20 * Int64($0)) * Self.millisecond }
        change(&shape)
        return BufferingVerdict(judging: shape).reasons
    }

    @Test func `an even stream gives no reason`() {
        #expect(reasons { _ in }.isEmpty)
        #expect(reasons { $0.contentTimes = [] }.isEmpty)
    }

    @Test func `a burst after a silence ten times as long is certain`() {
        let atOnce = reasons { $0.contentTimes = Array(repeating: 3000 * Self.millisecond, count: 20) }
        #expect(atOnce == [.burstAfterSilence, .lateFirstEvent])
        #expect(BufferingVerdict(reasons: atOnce).level == .certain)
        let inTheMiddle = reasons { shape in
            shape.contentTimes =
                [100, 120].map { $0 * Self.millisecond } + Array(repeating: 2000 * Self.millisecond, count: 38)
        }
        #expect(inTheMiddle == [.burstAfterSilence])
        let few = reasons { $0.contentTimes = Array(repeating: 3000 * Self.millisecond, count: 19) }
        #expect(few.isEmpty)
        let shortSilence = reasons { shape in
            shape.contentTimes = (0..<40).map { (900 + 10 * Int64($0)) * Self.millisecond }
        }
        #expect(shortSilence.isEmpty)
    }

    @Test func `a length on an event stream is certain`() {
        let found = reasons { $0.hasContentLength = true }
        #expect(found == [.contentLength])
        #expect(BufferingVerdict(reasons: found).level == .certain)
    }

    @Test func `reads of a filled buffer that cut events are a reason`() {
        let cut = (0..<8).map { _ in StreamShape.Read(bytes: 8192, endsMidEvent: true) }
        #expect(reasons { $0.reads = cut + [StreamShape.Read(bytes: 77, endsMidEvent: false)] } == [.filledBuffers])
        #expect(reasons { $0.reads = cut.map { StreamShape.Read(bytes: $0.bytes, endsMidEvent: false) } }.isEmpty)
        #expect(reasons { $0.reads = cut.map { _ in StreamShape.Read(bytes: 2048, endsMidEvent: true) } }.isEmpty)
        #expect(reasons { $0.reads = cut.map { _ in StreamShape.Read(bytes: 5000, endsMidEvent: true) } }.isEmpty)
    }

    @Test func `several events at a steady interval are a reason`() {
        let steady = (0..<40).map { Int64(100 + 100 * ($0 / 4)) * Self.millisecond }
        #expect(reasons { $0.contentTimes = steady } == [.timerFlush])
        let uneven = steady.enumerated().map { $1 + Int64(($0 / 4) * ($0 / 4)) * 10 * Self.millisecond }
        #expect(reasons { $0.contentTimes = uneven }.isEmpty)
        #expect(reasons { $0.contentTimes = (0..<40).map { Int64(100 + 100 * ($0 / 2)) * Self.millisecond } }.isEmpty)
    }

    @Test func `headers are reasons, two of which make it suspected`() {
        let one = reasons { $0.contentEncoding = "gzip" }
        #expect(one == [.contentEncoding])
        #expect(BufferingVerdict(reasons: one).level == .none)
        let two = reasons { shape in
            shape.contentEncoding = "gzip"
            shape.intermediaries = ["via"]
        }
        #expect(two == [.contentEncoding, .intermediary])
        #expect(BufferingVerdict(reasons: two).level == .suspected)
        let told = reasons { shape in
            shape.intermediaries = ["via"]
            shape.forbidsBuffering = true
        }
        #expect(told.isEmpty)
    }
}
