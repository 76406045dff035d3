// How fast streams are framed, decoded and checked: `make bench-streams`. One core, medians of five runs.

let sizes = [10 << 20, 100 << 20]
let clock = ContinuousClock()
let runs = 5

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

print(pad("bytes", 13), pad("events", 9), pad("MB/s", 8), pad("ns/event", 9), " step")
for size in sizes {
    let stream = ChatStreamText.make(byteCount: size)
    for workload in Workload.all {
        var events = 0
        let seconds = (0..<runs).map { _ in
            let took = clock.measure { events = workload.run(stream) }
            return Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        }
        let middle = median(seconds)
        let speed = Int(Double(stream.count) / middle / 1e6)
        let each = Int(middle * 1e9 / Double(events))
        print(pad("\(stream.count)", 13), pad("\(events)", 9), pad("\(speed)", 8), pad("\(each)", 9), "", workload.name)
    }
}

func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
