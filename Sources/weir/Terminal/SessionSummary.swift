import Sessions
import StreamCore

/// What a proxy says when it stops.
enum SessionSummary {
    static func text(_ counts: SessionCounts, capture: String?) -> String {
        let noun = counts.exchanges == 1 ? "exchange" : "exchanges"
        var lines = ["weir: \(counts.exchanges) \(noun)\(states(counts)), \(size(counts.bytes)) relayed"]
        if counts.lost > 0 { lines.append("weir: \(counts.lost) records were lost: the disk was too slow") }
        if let capture, counts.exchanges > 0 {
            lines.append("weir: recorded in \(capture)")
            lines.append("weir: next: weir report · weir show 1 · weir replay \(capture)")
        }
        return lines.joined(separator: "\n")
    }

    private static func states(_ counts: SessionCounts) -> String {
        let parts = EndState.allCases.compactMap { state in
            counts.states[state].map { "\($0) \(state.rawValue)" }
        }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1024: "\(bytes) B"
        case ..<(1 << 20): "\(bytes >> 10) KiB"
        default: "\(bytes >> 20) MiB"
        }
    }
}
