/// Turns recorded times into delays, as speed, first byte and longest gap demand.
struct ReplayClock {
    private(set) var head = Nanoseconds.zero
    /// One for each read.
    private(set) var reads: [Nanoseconds] = []
    private(set) var end = Nanoseconds.zero

    private let options: ReplayOptions
    /// Eleven days, in nanoseconds: no sum of gaps overflows.
    private static let longest = 1e15

    init(_ recording: ReplaySchedule.Recording, _ options: ReplayOptions) {
        self.options = options
        let first = recording.headTime ?? recording.reads.first?.time ?? recording.endTime ?? .zero
        var recorded = max(first, .zero)
        var delay = firstDelay(recorded)
        head = delay
        // Times of edited captures may go backwards; delays never do.
        for time in recording.reads.map(\.time) {
            delay = delay + gap(from: recorded, to: time)
            recorded = max(recorded, time)
            reads.append(delay)
        }
        end = recording.endTime.map { delay + gap(from: recorded, to: $0) } ?? delay
    }

    private func firstDelay(_ recorded: Nanoseconds) -> Nanoseconds {
        switch options.firstByte {
        case .recorded: scaled(recorded)
        case .none: .zero
        case .delay(let delay): max(delay, .zero)
        }
    }

    private func gap(from start: Nanoseconds, to end: Nanoseconds) -> Nanoseconds {
        let gap = scaled(max(end - start, .zero))
        return options.maximumGap.map { min(gap, max($0, .zero)) } ?? gap
    }

    private func scaled(_ time: Nanoseconds) -> Nanoseconds {
        switch options.speed {
        case .maximum: .zero
        case .factor(let factor) where factor == 1: time
        case .factor(let factor) where factor > 0:
            Nanoseconds(Int64(min(Double(time.count) / factor, Self.longest).rounded()))
        // Zero and less would never end.
        case .factor: time
        }
    }
}
