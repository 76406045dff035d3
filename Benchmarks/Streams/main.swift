// How fast streams are framed, decoded and checked: `make bench-streams`. One core; the median of seven runs after one
// that warms caches and pages, and the best of them, which other programs disturbed the least.

let clock = ContinuousClock()
let runs = 7

print(pad("bytes", 13), pad("events", 9), pad("MB/s", 8), pad("best", 8), pad("ns/event", 10), " step")
for workload in Workload.all {
    for size in workload.sizes {
        let stream = workload.input(size)
        var events = workload.run(stream)
        let seconds = (0..<runs).map { _ in
            let took = clock.measure { events = workload.run(stream) }
            return Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        }.sorted()
        let speed = { (seconds: Double) in "\(Int(Double(stream.count) / seconds / 1e6))" }
        let each = Int(seconds[runs / 2] * 1e9 / Double(events))
        print(
            pad("\(stream.count)", 13),
            pad("\(events)", 9),
            pad(speed(seconds[runs / 2]), 8),
            pad(speed(seconds[0]), 8),
            pad("\(each)", 10),
            "",
            workload.name
        )
    }
}

func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
