extension Tunnel {
    /// Which directions of a tunnel are open, and what follows when one closes.
    struct StateMachine {
        enum Side: Equatable {
            case client, upstream

            var other: Side { self == .client ? .upstream : .client }
        }

        enum Action: Equatable {
            /// One side sends no more: neither will the other be sent to.
            case endOutput(Side)
            /// It is over; who ended it.
            case close(by: Side)
            case ignore
        }

        private enum State {
            /// Next: `half`, `over`.
            case open
            /// That side has sent its last byte. Next: `over`.
            case half(Side)
            /// Final.
            case over
        }

        private var state = State.open

        mutating func inputEnded(_ side: Side) -> Action {
            switch state {
            case .open:
                state = .half(side)
                return .endOutput(side.other)
            case .half(let first) where first != side:
                state = .over
                return .close(by: first)
            case .half, .over:
                return .ignore
            }
        }

        mutating func closed(_ side: Side) -> Action {
            switch state {
            case .open:
                state = .over
                return .close(by: side)
            case .half(let first):
                state = .over
                return .close(by: first)
            case .over:
                return .ignore
            }
        }

        /// Weir ends it.
        mutating func ended() -> Bool {
            if case .over = state { return false }
            state = .over
            return true
        }
    }
}
