internal import StreamCore

/// The few numbers that a reader wants first, side by side: name, value, and one detail.
struct TileRow {
    let group: LatencyReport.Group
    let style: ReportStyle

    private struct Tile {
        var name: String
        var value: String
        var details: [String] = []
        var role = ReportStyle.Role.value

        func detail(_ index: Int) -> String { index < details.count ? details[index] : "" }
    }

    private static let width = 15

    func lines() -> [String] {
        var tiles = [time("TTFT p50", "ttft_ns"), time("TPOT p50", "tpot_ns"), speed, stalls, buffering]
        // Narrow terminals lose the last tiles; the sections below say the same.
        while tiles.count > 2, 2 + tiles.count * Self.width > style.width { tiles.removeLast() }
        let details = (0..<2).filter { index in tiles.contains { !$0.detail(index).isEmpty } }
        return [line(tiles) { ($0.name, .quiet) }, line(tiles) { ($0.value, $0.role) }]
            + details.map { index in line(tiles) { ($0.detail(index), .quiet) } }
    }

    private func line(_ tiles: [Tile], _ part: (Tile) -> (text: String, role: ReportStyle.Role)) -> String {
        "  " + tiles.map { style.paint(TextLayout.left(part($0).text, Self.width), part($0).role) }.joined()
    }

    private func time(_ name: String, _ key: String) -> Tile {
        let distribution = group[key]
        let tail = distribution?[.p95].map { ["p95 \(NumberText.time($0))"] } ?? []
        let value = NumberText.time(distribution?[.p50])
        return Tile(name: name, value: value, details: tail + ["n \(distribution?.count ?? 0)"])
    }

    private var speed: Tile {
        let speed = group["tps"]
        // A high percentile of a speed is its best case; the slowest stream is what hurts.
        let slowest = (speed?.count ?? 0) > 1 ? ["min \(NumberText.rate(speed?.minimum))"] : []
        let details = slowest + ["n \(speed?.count ?? 0)"]
        return Tile(name: "tokens/s p50", value: NumberText.rate(speed?[.p50]), details: details)
    }

    private var stalls: Tile {
        let count = group.stalls.reduce(0) { $0 + $1.count }
        guard let first = group.stalls.first else { return Tile(name: "stalls", value: "none", role: .good) }
        let detail = group.stalls.count == 1 ? first.cause.rawValue : "mostly \(first.cause.rawValue)"
        return Tile(name: "stalls", value: "\(count)", details: [detail], role: .warning)
    }

    private var buffering: Tile {
        let summary = group.buffering
        let name = "buffering"
        switch summary.level {
        case .none:
            let value = summary.streams == 0 ? NumberText.unknown : "none seen"
            return Tile(name: name, value: value, role: summary.streams == 0 ? .value : .good)
        case .suspected:
            let detail = "\(summary.suspected) of \(summary.streams)"
            return Tile(name: name, value: "suspected", details: [detail], role: .warning)
        case .certain:
            let detail = "\(summary.certain) of \(summary.streams)"
            return Tile(name: name, value: "certain", details: [detail], role: .bad)
        }
    }
}
