/// Values that a peer numbers and sends in pieces, each rebuilt under its number.
struct NumberedValues {
    private var items: [JSONValue] = []
    private var places = WireIndexMap()

    var isEmpty: Bool { items.isEmpty }

    /// By number; in order of arrival where a number is used twice.
    var values: [JSONValue] {
        let numbers = places.wireIndexes
        guard Set(numbers).count == numbers.count else { return items }
        return zip(numbers, items).sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Starts a value; one without a number comes behind the others.
    mutating func open(_ number: Int?, _ value: JSONValue) {
        items.append(value)
        _ = places.open(number ?? items.count - 1)
    }

    /// Changes the value of a number, by default of the last; one that never started begins as the stand-in.
    mutating func update(_ number: Int?, standIn: JSONValue, _ body: (inout JSONValue) -> Void) {
        let number = number ?? max(0, items.count - 1)
        if let place = places.place(of: number) { return body(&items[place]) }
        open(number, standIn)
        body(&items[items.count - 1])
    }
}
