/// One header line as it came: order, case and duplicates are kept.
package struct HeaderField: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HeaderField] {
    /// The first value of that name, compared without case.
    package func first(named name: String) -> String? {
        first { $0.name.equalsIgnoringCase(name) }?.value
    }
}

extension String {
    /// ASCII comparison without case, as header names need it.
    package func equalsIgnoringCase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var others = other.utf8.makeIterator()
        for byte in utf8 {
            guard let other = others.next(), byte == other || byte.asciiLowercased == other.asciiLowercased else {
                return false
            }
        }
        return true
    }
}

extension UInt8 {
    package var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}

/// The head of a request.
package struct RequestHead: Hashable, Sendable {
    package var method: String
    /// The URL asked of the upstream.
    package var url: String
    /// The request target as received.
    package var target: String
    /// `1.0`, `1.1` or `2`.
    package var version: String
    package var headers: [HeaderField]
    /// When the request's first byte was read (METRICS: c0).
    package var firstByteAt: MonotonicInstant
    /// The client connection that it came on.
    package var connection: ConnectionID

    package init(
        method: String,
        url: String,
        target: String,
        version: String,
        headers: [HeaderField],
        firstByteAt: MonotonicInstant,
        connection: ConnectionID
    ) {
        self.method = method
        self.url = url
        self.target = target
        self.version = version
        self.headers = headers
        self.firstByteAt = firstByteAt
        self.connection = connection
    }
}

/// The head of a response, an interim (1xx) one included.
package struct ResponseHead: Hashable, Sendable {
    package enum Author: String, Sendable {
        case upstream, weir
    }

    package var status: Int
    package var version: String
    package var headers: [HeaderField]
    /// When the response's first byte was read (METRICS: r0).
    package var firstByteAt: MonotonicInstant
    package var author: Author

    package init(
        status: Int,
        version: String,
        headers: [HeaderField],
        firstByteAt: MonotonicInstant,
        author: Author = .upstream
    ) {
        self.status = status
        self.version = version
        self.headers = headers
        self.firstByteAt = firstByteAt
        self.author = author
    }
}

/// How the request went upstream.
package struct RequestDelivery: Hashable, Sendable {
    /// The upstream connection, nil when none could be made.
    package var upstream: ConnectionID?
    package var reused: Bool
    /// Start of the upstream attempt that answered (METRICS: a0).
    package var attemptAt: MonotonicInstant
    /// First and last request byte handed to the upstream's socket (METRICS: u0, u1).
    package var forwardBeganAt: MonotonicInstant?
    package var forwardEndedAt: MonotonicInstant?

    package init(
        upstream: ConnectionID?,
        reused: Bool,
        attemptAt: MonotonicInstant,
        forwardBeganAt: MonotonicInstant? = nil,
        forwardEndedAt: MonotonicInstant? = nil
    ) {
        self.upstream = upstream
        self.reused = reused
        self.attemptAt = attemptAt
        self.forwardBeganAt = forwardBeganAt
        self.forwardEndedAt = forwardEndedAt
    }
}
