/// Why the text of an expression was refused, and where.
package struct FilterSyntaxError: Error, Equatable {
    /// The whole text.
    package var source: String
    /// Where the trouble begins, in characters from 1.
    package var column: Int
    /// How many characters are meant, at least one.
    package var width: Int
    /// What is wrong and what to write instead; one sentence without a full stop.
    package var problem: String

    package init(source: String, column: Int, width: Int = 1, problem: String) {
        self.source = source
        self.column = column
        self.width = width
        self.problem = problem
    }

    /// One line: the problem and its column.
    package var message: String { "column \(column): \(problem)" }
}

extension FilterSyntaxError: CustomStringConvertible {
    /// The message, and below it the expression with a caret under the place.
    package var description: String {
        // A tab or line break would move the caret away from its place.
        let line = String(source.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        let marks = String(repeating: " ", count: column - 1) + "^" + String(repeating: "~", count: max(0, width - 1))
        return "\(message)\n  \(line)\n  \(marks)"
    }
}
