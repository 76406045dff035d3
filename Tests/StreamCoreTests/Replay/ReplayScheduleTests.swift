import StreamCore
import Testing

struct ReplayScheduleTests {
    private typealias Read = ReplaySchedule.Recording.Read

    /// Bytes "aé\r\n" (100 ms), "\r" (150 ms), "\nb" (400 ms); head at 80 ms, end at 1 s.
    private let body = Array("aé\r\n\r\nb".utf8)
    private let recording = ReplaySchedule.Recording(
        headTime: .milliseconds(80),
        reads: [
            Read(time: .milliseconds(100), byteCount: 5), Read(time: .milliseconds(150), byteCount: 1),
            Read(time: .milliseconds(400), byteCount: 2),
        ],
        endTime: .seconds(1),
        blockLengths: [6, 2]
    )

    private func schedule(_ options: ReplayOptions, _ other: ReplaySchedule.Recording? = nil) -> ReplaySchedule {
        body.withUnsafeBufferPointer { ReplaySchedule(other ?? recording, body: $0, options: options) }
    }

    private func milliseconds(_ schedule: ReplaySchedule) -> [Int64] {
        ([schedule.head] + schedule.writes.map(\.delay) + [schedule.end]).map { $0.count / 1_000_000 }
    }

    @Test func `the recorded schedule is the recording`() {
        let result = schedule(ReplayOptions())
        #expect(milliseconds(result) == [80, 100, 150, 400, 1000])
        #expect(result.writes.map(\.range) == [0..<5, 5..<6, 6..<8])
    }

    @Test func `speed divides every gap`() {
        #expect(milliseconds(schedule(ReplayOptions(speed: .factor(2)))) == [40, 50, 75, 200, 500])
        #expect(milliseconds(schedule(ReplayOptions(speed: .factor(0.5)))) == [160, 200, 300, 800, 2000])
        #expect(milliseconds(schedule(ReplayOptions(speed: .maximum))) == [0, 0, 0, 0, 0])
    }

    @Test func `the first byte waits as told and the rest keeps its gaps`() {
        #expect(milliseconds(schedule(ReplayOptions(firstByte: .none))) == [0, 20, 70, 320, 920])
        let late = ReplayOptions(speed: .factor(2), firstByte: .delay(.seconds(3)))
        #expect(milliseconds(schedule(late)) == [3000, 3010, 3035, 3160, 3460])
        #expect(milliseconds(schedule(ReplayOptions(speed: .maximum, firstByte: .delay(.seconds(1))))).first == 1000)
    }

    @Test func `no gap after the first byte is longer than the longest`() {
        #expect(milliseconds(schedule(ReplayOptions(maximumGap: .milliseconds(40)))) == [80, 100, 140, 180, 220])
        let fast = ReplayOptions(speed: .factor(10), maximumGap: .milliseconds(40))
        #expect(milliseconds(schedule(fast)) == [8, 10, 15, 40, 80])
    }

    @Test func `without head time the first read is the first byte`() {
        var other = recording
        other.headTime = nil
        other.endTime = nil
        #expect(milliseconds(schedule(ReplayOptions(firstByte: .none), other)) == [0, 0, 50, 300, 300])
    }

    @Test func `events go out when their last byte came`() {
        let result = schedule(ReplayOptions(split: .event))
        #expect(result.writes.map(\.range) == [0..<6, 6..<8])
        #expect(milliseconds(result) == [80, 150, 400, 1000])
    }

    @Test func `bytes after the last known event are a write of their own`() {
        var other = recording
        other.blockLengths = [0, 3]
        #expect(schedule(ReplayOptions(split: .event), other).writes.map(\.range) == [0..<3, 3..<8])
    }

    @Test func `pieces of so many bytes go out when their last byte came`() {
        let result = schedule(ReplayOptions(split: .bytes(3)))
        #expect(result.writes.map(\.range) == [0..<3, 3..<6, 6..<8])
        #expect(milliseconds(result) == [80, 100, 150, 400, 1000])
        #expect(schedule(ReplayOptions(split: .bytes(100))).writes.map(\.range) == [0..<8])
        #expect(schedule(ReplayOptions(split: .bytes(0))).writes.count == 8)
    }

    @Test func `characters are cut after their first byte`() {
        let result = schedule(ReplayOptions(split: .utf8))
        #expect(result.writes.map(\.range) == [0..<2, 2..<5, 5..<6, 6..<8])
        #expect(milliseconds(result) == [80, 100, 100, 150, 400, 1000])
    }

    @Test func `line ends are cut between CR and LF`() {
        let result = schedule(ReplayOptions(split: .crlf))
        #expect(result.writes.map(\.range) == [0..<4, 4..<5, 5..<6, 6..<8])
    }

    @Test func `pieces of one read wait for each other and nothing overtakes`() {
        let result = schedule(ReplayOptions(split: .bytes(1), pieceGap: .milliseconds(20)))
        #expect(milliseconds(result) == [80, 100, 120, 140, 160, 180, 180, 400, 420, 1000])
    }

    @Test func `an answer without body still has its head and its end`() {
        let empty = ReplaySchedule.Recording(headTime: .milliseconds(5), reads: [], endTime: .milliseconds(9))
        #expect(milliseconds(schedule(ReplayOptions(), empty)) == [5, 9])
    }

    @Test func `times of edited captures never make delays go back`() {
        let odd = ReplaySchedule.Recording(
            headTime: .milliseconds(-5),
            reads: [
                Read(time: .milliseconds(50), byteCount: 1), Read(time: .milliseconds(20), byteCount: 0),
                Read(time: .milliseconds(30), byteCount: 2), Read(time: .milliseconds(60), byteCount: 1),
            ],
            endTime: .milliseconds(1)
        )
        let result = schedule(ReplayOptions(), odd)
        #expect(milliseconds(result) == [0, 50, 50, 60, 60])
        #expect(result.writes.map(\.range) == [0..<1, 1..<3, 3..<4])
    }

    @Test func `an absurd speed does not overflow`() {
        #expect(schedule(ReplayOptions(speed: .factor(1e-300))).end > .seconds(100))
        #expect(milliseconds(schedule(ReplayOptions(speed: .factor(0)))) == [80, 100, 150, 400, 1000])
    }
}
