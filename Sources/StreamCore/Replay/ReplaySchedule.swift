/// When which bytes of a recorded answer go out, from the moment when the request is complete.
package struct ReplaySchedule: Hashable, Sendable {
    /// The answer as it was recorded.
    package struct Recording {
        /// Body bytes that came together.
        package struct Read: Hashable, Sendable {
            /// Since the upstream attempt began.
            package var time: Nanoseconds
            package var byteCount: Int

            package init(time: Nanoseconds, byteCount: Int) {
                self.time = time
                self.byteCount = byteCount
            }
        }

        /// When the first byte of the response's head came; nil counts it to the first read.
        package var headTime: Nanoseconds?
        package var reads: [Read]
        /// When the response ended; nil right after the last read.
        package var endTime: Nanoseconds?
        /// The length of each block, in order; needed to split by events only.
        package var blockLengths: [Int]

        package init(headTime: Nanoseconds? = nil, reads: [Read], endTime: Nanoseconds? = nil, blockLengths: [Int] = [])
        {
            self.headTime = headTime
            self.reads = reads
            self.endTime = endTime
            self.blockLengths = blockLengths
        }
    }

    /// Bytes of the body that are written at once.
    package struct Write: Hashable, Sendable {
        package var delay: Nanoseconds
        package var range: Range<Int>

        package init(delay: Nanoseconds, range: Range<Int>) {
            self.delay = delay
            self.range = range
        }
    }

    /// When the head goes out.
    package let head: Nanoseconds
    package let writes: [Write]
    /// When the response ends.
    package let end: Nanoseconds

    /// - Parameters:
    ///   - recording: what came when.
    ///   - body: all bytes of the recorded reads; needed to split inside characters and line ends.
    ///   - options: what is to be different.
    package init(_ recording: Recording, body: ByteView, options: ReplayOptions = ReplayOptions()) {
        let clock = ReplayClock(recording, options)
        let arrivals = Self.arrivals(recording.reads, clock.reads)
        let cuts = Self.cuts(arrivals, recording, body, options.split)
        let planned = Self.writes(cuts, arrivals, pieceGap: options.pieceGap)
        head = clock.head
        writes = planned
        end = max(clock.end, planned.last?.delay ?? clock.head)
    }
}

extension ReplaySchedule {
    /// The bytes before `end` that were not there before, and when they are due.
    private struct Arrival {
        var end: Int
        var time: Nanoseconds
    }

    private static func arrivals(_ reads: [Recording.Read], _ times: [Nanoseconds]) -> [Arrival] {
        var end = 0
        return zip(reads, times).compactMap { read, time in
            guard read.byteCount > 0 else { return nil }
            end += read.byteCount
            return Arrival(end: end, time: time)
        }
    }

    /// The places after which a write ends, ascending, the end of the body the last.
    private static func cuts(
        _ arrivals: [Arrival],
        _ recording: Recording,
        _ body: ByteView,
        _ split: ReplayOptions.Split
    ) -> [Int] {
        let recorded = arrivals.map(\.end)
        guard let total = recorded.last else { return [] }
        switch split {
        case .recorded:
            return recorded
        case .event:
            var end = 0
            let ends = recording.blockLengths.map { length in
                end += length
                return end
            }
            return ends.filter { $0 > 0 && $0 < total } + [total]
        case .bytes(let count):
            return Array(stride(from: max(count, 1), to: total, by: max(count, 1))) + [total]
        case .utf8:
            return merge(recorded, places(in: body, total) { $0 >= 0xC0 && $1 & 0xC0 == 0x80 })
        case .crlf:
            return merge(recorded, places(in: body, total) { $0 == 0x0D && $1 == 0x0A })
        }
    }

    /// The places between two bytes for which `isCut` holds.
    private static func places(in body: ByteView, _ total: Int, _ isCut: (UInt8, UInt8) -> Bool) -> [Int] {
        let end = min(body.count, total)
        guard end > 1 else { return [] }
        return (1..<end).filter { isCut(body[$0 - 1], body[$0]) }
    }

    private static func merge(_ left: [Int], _ right: [Int]) -> [Int] {
        Set(left).union(right).sorted()
    }

    /// A write is due when its last byte is.
    private static func writes(_ cuts: [Int], _ arrivals: [Arrival], pieceGap: Nanoseconds) -> [Write] {
        var writes: [Write] = []
        var start = 0
        var arrival = 0
        var arrivalOfLast = -1
        for cut in cuts where cut > start {
            while arrivals[arrival].end < cut { arrival += 1 }
            var delay = arrivals[arrival].time
            if let last = writes.last?.delay {
                delay = max(delay, arrival == arrivalOfLast ? last + pieceGap : last)
            }
            writes.append(Write(delay: delay, range: start..<cut))
            start = cut
            arrivalOfLast = arrival
        }
        return writes
    }
}
