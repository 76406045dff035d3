/// A point on the continuous clock (CLOCK_BOOTTIME on Linux, CLOCK_MONOTONIC_RAW on Apple), in nanoseconds.
///
/// The core never reads a clock: instants come in as arguments.
package struct MonotonicInstant: Comparable, Hashable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    package static func - (left: Self, right: Self) -> Nanoseconds {
        Nanoseconds(left.nanoseconds - right.nanoseconds)
    }

    package static func + (left: Self, right: Nanoseconds) -> Self {
        Self(nanoseconds: left.nanoseconds + right.count)
    }
}

/// A length of time in whole nanoseconds; one machine word, where `Duration` is two.
package struct Nanoseconds: Comparable, Hashable, Sendable, AdditiveArithmetic {
    package var count: Int64

    package init(_ count: Int64) {
        self.count = count
    }

    package static let zero = Self(0)

    package static func milliseconds(_ count: Int64) -> Self { Self(count * 1_000_000) }
    package static func seconds(_ count: Int64) -> Self { Self(count * 1_000_000_000) }

    package static func < (left: Self, right: Self) -> Bool { left.count < right.count }
    package static func + (left: Self, right: Self) -> Self { Self(left.count + right.count) }
    package static func - (left: Self, right: Self) -> Self { Self(left.count - right.count) }
}
