/// One place of a capture line where something else stands in for what was sent.
package struct RedactionEntry: Hashable, Sendable {
    /// How the original was replaced.
    package enum Method: String, Sendable {
        /// The place is gone.
        case drop
        /// A fixed text stands in.
        case mask
        /// A keyed hash stands in: equal originals stay recognisable.
        case hash
        /// A rule wrote something else.
        case rewrite
    }

    /// A JSON pointer (RFC 6901) into the line, such as `/req/h/3/1`.
    package var pointer: String
    package var method: Method
    /// The length of the original in bytes.
    package var length: Int

    package init(pointer: String, method: Method, length: Int) {
        self.pointer = pointer
        self.method = method
        self.length = length
    }
}
