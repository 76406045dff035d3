/// Why a YAML text cannot be read.
enum YAMLError: Error, Equatable {
    /// It breaks YAML's rules.
    case invalid(String, at: YAMLMark)
    /// It is YAML, but more than is read here.
    case refused(String, at: YAMLMark)

    var mark: YAMLMark {
        switch self {
        case .invalid(_, let mark), .refused(_, let mark): mark
        }
    }
}

extension YAMLError: CustomStringConvertible {
    /// The problem without the line, which stands before it in messages.
    var description: String {
        switch self {
        case .invalid(let problem, let mark): "not valid YAML: \(problem) (column \(mark.column))"
        case .refused(let problem, let mark): "\(problem) (column \(mark.column))"
        }
    }
}
