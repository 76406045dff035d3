import StreamCore

/// Timelines drawn as text: one column is 10 ms from the start of the upstream attempt.
///
/// `.` and `-` wait; `H` head; `r` role; `z` reasoning; `s` reasoning summary; `t` text; `x` refusal; `n` tool name;
/// `a` tool arguments; `m` media; `u` usage; `f` finish; `o` any other event; `p` comment; `P` ping event;
/// `i` priming event; `(…)` one read in one column; `|` end of the response.
enum Marbles {
    static let column = Nanoseconds.milliseconds(10)
    /// The clock at column 0, so that no test passes by starting at zero.
    static let origin = MonotonicInstant(nanoseconds: 7_000_000_000)

    static func at(_ columns: Int) -> MonotonicInstant {
        origin + Nanoseconds(column.count * Int64(columns))
    }

    static func timeline(_ line: String) -> StreamTimeline {
        var timeline = StreamTimeline()
        timeline.requestFirstByteAt = at(-2)
        timeline.requestHeadAt = at(-1)
        timeline.attemptBeganAt = at(0)
        play(line, into: &timeline)
        return timeline
    }

    private static func play(_ line: String, into timeline: inout StreamTimeline) {
        var column = 0
        var group: Int?
        for mark in line {
            switch mark {
            case ".", "-": break
            case "(":
                timeline.addRead(at: at(column), byteCount: 100)
                group = column
                continue
            case ")": group = nil
            case "H":
                timeline.responseFirstByteAt = at(column)
                timeline.responseHeadAt = at(column)
            case "|":
                timeline.lastByteAt = at(column)
                timeline.sawEnd = true
            default:
                if group == nil { timeline.addRead(at: at(column), byteCount: 100) }
                timeline.addBlock(contents(mark), read: timeline.reads.count - 1)
            }
            if group == nil { column += 1 }
        }
    }

    private static func contents(_ mark: Character) -> BlockContents {
        switch mark {
        case "r": [.event, .role]
        case "z": [.event, .reasoning]
        case "s": [.event, .reasoningSummary]
        case "t": [.event, .text]
        case "x": [.event, .refusal]
        case "n": [.event, .tool]
        case "a": [.event, .toolArguments]
        case "m": [.event, .media]
        case "u": [.event, .usage]
        case "f": [.event, .finish]
        case "p": .ping
        case "P": [.event, .ping]
        case "i": [.event, .priming]
        default: [.event, .other]
        }
    }
}

extension StreamMetrics {
    /// A time in columns of a marble line.
    func columns(_ key: MetricKey) -> Double? {
        self[key]?.double.map { $0 / Double(Marbles.column.count) }
    }

    /// A list of times in columns.
    func list(_ key: MetricKey) -> [Int64]? {
        guard case .list(let values) = self[key] else { return nil }
        return values.map { $0 / Marbles.column.count }
    }
}
