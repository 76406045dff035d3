import Sessions
import StreamCore
import Testing

@testable import weir

struct GapWatchTests {
    private let template: AnalyzedEvent

    private struct Absent: Error {}

    init() throws {
        guard case .event(let event, _)? = try TailCapture.unfinished().items().last?.0 else { throw Absent() }
        template = event
    }

    private func event(_ read: Int, at milliseconds: Int64, _ text: String = "x") -> AnalyzedEvent {
        var event = template
        event.time = MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
        event.read = read
        event.deltas = [Delta(.text, text: text)]
        return event
    }

    @Test func `a gap of a second is a stall in a quick stream`() {
        var watch = GapWatch()
        for place in 0..<4 { #expect(watch.take(event(place, at: Int64(place) * 20)) == nil) }
        #expect(watch.take(event(4, at: 1059)) == nil)
        #expect(watch.take(event(5, at: 2059)) == .seconds(1))
        #expect(watch.silence(at: MonotonicInstant(nanoseconds: 3_058_000_000)) == nil)
        #expect(watch.silence(at: MonotonicInstant(nanoseconds: 3_059_000_000)) == .seconds(1))
    }

    @Test func `a slow stream's gaps are no stalls`() {
        var watch = GapWatch()
        let stalls = (0..<20).compactMap { watch.take(event($0, at: Int64($0) * 900)) }
        #expect(stalls == [])
        #expect(watch.take(event(20, at: 19 * 900 + 4000)) == nil)
        #expect(watch.take(event(21, at: 19 * 900 + 9000)) == .seconds(5))
    }

    @Test func `events of one read and events without content have no gap`() {
        var watch = GapWatch()
        #expect(watch.take(event(0, at: 0)) == nil)
        #expect(watch.take(event(1, at: 5000, "")) == nil)
        #expect(watch.take(event(2, at: 6000)) == .seconds(6))
        #expect(watch.take(event(2, at: 6000)) == nil)
    }
}
