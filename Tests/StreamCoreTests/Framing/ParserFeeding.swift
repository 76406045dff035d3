import StreamCore
import TestSupport

/// What all framing parsers have in common, for the tests.
protocol FeedableParser {
    var anomalies: AnomalyLog { get }
    mutating func consume(_ bytes: ByteView, _ body: (FramedBlock) -> Void)
    mutating func finish(_ body: (FramedBlock) -> Void)
}

extension SSEParser: FeedableParser {}
extension NDJSONParser: FeedableParser {}
extension JSONArrayParser: FeedableParser {}
extension EventStreamParser: FeedableParser {}
extension BodyFramer: FeedableParser {}

extension FeedableParser {
    /// The blocks of these reads, the tail included.
    mutating func feed(_ reads: [[UInt8]]) -> [KeptBlock] {
        var blocks: [KeptBlock] = []
        for read in reads {
            read.withUnsafeBufferPointer { consume($0) { blocks.append(KeptBlock($0)) } }
        }
        finish { blocks.append(KeptBlock($0)) }
        return blocks
    }

    mutating func feed(_ text: String) -> [KeptBlock] {
        feed([Array(text.utf8)])
    }
}

extension [KeptBlock] {
    var joinedBytes: [UInt8] { flatMap(\.bytes) }
    var events: [KeptBlock] { filter { $0.kind == .event } }
    var texts: [String] { events.map(\.text) }
    /// What clients see, blank tails left out: they depend on where CRLF was cut.
    var meanings: [String] {
        filter { !($0.isTail && $0.bytes.allSatisfy { $0 == 10 || $0 == 13 }) }.map(\.meaning)
    }
}
