/// What is wrong with a capture without making it unreadable.
package enum CaptureWarning: Hashable, Sendable {
    /// A line that is no record.
    case unreadableLine(Int, reason: String)
    /// `seq` has a hole before that line.
    case missingLines(Int, before: Int)
    /// The recorder said that it lost records; nil when nobody knows how many.
    case lost(Int?, why: String)
    /// A body does not have the checksum that was written with it: it was edited, or lines are gone.
    case responseChanged(exchange: Int)
    case requestChanged(exchange: Int)
    /// The file ends inside a line.
    case tornTail(bytes: Int)
    /// The compressed file ends or breaks early.
    case damagedCompression(String)

    package var message: String {
        switch self {
        case .unreadableLine(let line, let reason): "line \(line) is not a record: \(reason)"
        case .missingLines(let count, let line):
            "\(count) \(count == 1 ? "line is" : "lines are") missing before line \(line)"
        case .lost(let count?, let why): "\(count) records were lost while recording: \(why)"
        case .lost(nil, let why): "records were lost while recording: \(why)"
        case .responseChanged(let number): "exchange \(number): the response body is not the one that was recorded"
        case .requestChanged(let number): "exchange \(number): the request body is not the one that was recorded"
        case .tornTail(let bytes): "the file ends inside a line: the last \(bytes) bytes are left out"
        case .damagedCompression(let reason): "the compressed file is damaged: \(reason)"
        }
    }
}
