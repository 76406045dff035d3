/// Gives the indexes that a peer numbers its choices, calls and blocks with a place in order of first use.
///
/// Peers skip, repeat and reorder indexes. The usual 0, 1, 2 … costs no search, and a hostile peer that
/// sends thousands of them costs no more than a dictionary.
struct WireIndexMap: Equatable, Sendable {
    private var indexes: [Int] = []
    private var places: [Int: Int] = [:]
    /// So far each index was its place.
    private var isPlain = true

    private static let searchedUpTo = 8

    var count: Int { indexes.count }

    /// The wire index at each place.
    var wireIndexes: [Int] { indexes }

    /// The place of an index, nil when it was never used.
    func place(of index: Int) -> Int? {
        if isPlain { return indexes.indices.contains(index) ? index : nil }
        if indexes.count <= Self.searchedUpTo { return indexes.lastIndex(of: index) }
        return places[index]
    }

    /// Opens the next place for an index; a former place of the same index is no longer found.
    mutating func open(_ index: Int) -> Int {
        indexes.append(index)
        let place = indexes.count - 1
        if index != place { isPlain = false }
        if indexes.count == Self.searchedUpTo + 1 {
            for (place, index) in indexes.enumerated() { places[index] = place }
        } else if indexes.count > Self.searchedUpTo {
            places[index] = place
        }
        return place
    }
}
