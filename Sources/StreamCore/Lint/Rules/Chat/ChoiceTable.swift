/// What a rule keeps of each choice, by the choice's index.
///
/// Nearly all streams have only choice 0, which is found without hashing.
struct ChoiceTable<Value: Sendable>: Sendable {
    private var zero: Value?
    private var others: [Int: Value] = [:]

    /// More are not kept: a peer may number as many as it likes.
    private static var most: Int { 1024 }

    var count: Int { others.count + (zero == nil ? 0 : 1) }

    /// The indexes in ascending order.
    var indexes: [Int] { (Array(others.keys) + (zero == nil ? [] : [0])).sorted() }

    /// In order of their indexes.
    var sorted: [(index: Int, value: Value)] {
        indexes.compactMap { index in self[index].map { (index, $0) } }
    }

    private subscript(index: Int) -> Value? { index == 0 ? zero : others[index] }

    /// Changes what is kept of a choice, or begins with `fresh`; nothing happens to those that are too many.
    mutating func update(_ index: Int, or fresh: @autoclosure () -> Value, _ body: (inout Value) -> Void) {
        guard self[index] != nil || count < Self.most else { return }
        // Taken out while it changes, so that nothing is copied.
        if index == 0 {
            var value = zero ?? fresh()
            zero = nil
            body(&value)
            zero = value
        } else {
            var value = others.removeValue(forKey: index) ?? fresh()
            body(&value)
            others[index] = value
        }
    }
}
