/// When in an exchange's life a field's value is known.
package enum FilterPhase: Int, Comparable, Sendable, CaseIterable {
    /// With the request: before anything is asked of the upstream.
    case request
    /// With the response's head or its first events.
    case response
    /// With each event of a stream.
    case event
    /// Only when the exchange is over.
    case end

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The phase as error messages name it.
    package var title: String {
        switch self {
        case .request: "with the request"
        case .response: "with the response"
        case .event: "with each event"
        case .end: "at the end of the exchange"
        }
    }
}
