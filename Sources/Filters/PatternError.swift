/// Why PCRE2 refused a pattern.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    /// The byte of the pattern at which compiling stopped, from 0.
    package var offset: Int
    /// PCRE2's own words.
    package var message: String

    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }

    package var description: String { "the pattern stops making sense at its byte \(offset): \(message)" }
}
