/// Why a filter file cannot be used; the description says what to do.
package enum FilterFileError: Error, Equatable {
    /// No file of that name; `suggestion` is the nearest one that exists.
    case notFound(name: String, searched: [String], suggestion: String?)
    /// The file is there and cannot be read.
    case unreadable(path: String, reason: String)
    /// The text is not what it should be, at `line` (from 1).
    case malformed(file: String, line: Int, problem: String)
}

extension FilterFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFound(let name, let searched, let suggestion):
            let readyMade = "; name a YAML file, or one of redact-secrets, failures and slow"
            let hint = suggestion.map { "; did you mean `\($0)`?" } ?? readyMade
            let places = searched.isEmpty ? "" : " in \(searched.joined(separator: ", "))"
            return "no filter `\(name)`\(places)\(hint)"
        case .unreadable(let path, let reason):
            return "\(path): cannot be read: \(reason)"
        case .malformed(let file, let line, let problem):
            return "\(file):\(line): \(problem)"
        }
    }
}
