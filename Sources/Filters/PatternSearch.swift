/// Cuts the search through a long subject into slices of start positions, so that its time can be limited.
///
/// PCRE2's match limit counts the steps of one start position. A pattern such as `a*b` takes no
/// backtracking step and yet reads to the end from every position, which is quadratic. Slices begin small
/// for long subjects and double while they are quick; time is looked at between slices only.
struct PatternSearch {
    private let length: Int
    private var position = 0
    /// How many start positions the next slice has.
    private var size: Int
    private var startedAt: ContinuousClock.Instant?
    private var sliceStartedAt: ContinuousClock.Instant?
    /// The time is used up; the rest of the subject was not searched.
    private(set) var isExhausted = false

    /// Start positions times subject bytes that one first slice may cost: some 10 ms at 1 ns a byte.
    private static let firstSliceWork = 1 << 24
    private static let smallestSlice = 16
    private static let largestSlice = 1 << 20
    private static let budget = Duration.milliseconds(250)
    private static let quick = Duration.milliseconds(5)

    init(length: Int) {
        self.length = length
        size = max(Self.smallestSlice, Self.firstSliceWork / max(1, length))
    }

    /// Goes on behind a match.
    mutating func resume(at position: Int) {
        self.position = position
    }

    /// The next start positions to try, from the first to the last inclusive; nil when the search is over.
    mutating func nextSlice() -> (from: Int, limit: Int)? {
        guard position <= length, !isExhausted else { return nil }
        let from = position
        guard length - from > size || startedAt != nil else {
            position = length + 1
            return (from, length)
        }
        adaptSize()
        guard !isExhausted else { return nil }
        let limit = min(length, from + size)
        position = limit + 1
        return (from, limit)
    }

    private mutating func adaptSize() {
        let now = ContinuousClock.now
        if let startedAt, let sliceStartedAt {
            isExhausted = now - startedAt > Self.budget
            if now - sliceStartedAt < Self.quick { size = min(size * 2, Self.largestSlice) }
        } else {
            startedAt = now
        }
        sliceStartedAt = now
    }
}
