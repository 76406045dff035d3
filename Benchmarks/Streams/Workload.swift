import StreamCore

/// Something that is done with a stream that comes in reads.
struct Workload: Sendable {
    var name: String
    /// Takes the reads and returns how many events it saw, so that nothing is optimised away.
    var run: @Sendable ([UInt8]) -> Int

    /// What one read of a socket yields while a stream gushes.
    private static let readSize = 64 << 10

    static let all = [framing, decoding, rebuilding, linting]

    static let framing = Workload(name: "SSE framing") { bytes in
        var parser = BodyFramer(contentType: "text/event-stream")
        var events = 0
        eachRead(of: bytes) { read in parser.consume(read) { if $0.kind == .event { events += 1 } } }
        parser.finish { _ in }
        return events
    }

    static let decoding = decoder("framing + openai.chat", keeps: .nothing)
    static let rebuilding = decoder("the same, message kept", keeps: .message)

    static let linting = Workload(name: "the same, all rules checked") { bytes in
        let parser = JSONParser()
        var framer = BodyFramer(contentType: "text/event-stream")
        var decoder = StreamDecoder(context: context, keeps: .answer, parser: parser)
        var linter: StreamLinter? = StreamLinter()
        var deltas: [Delta] = []
        eachRead(of: bytes) { read in
            framer.consume(read) {
                deltas.removeAll(keepingCapacity: true)
                decoder.consume($0, into: &deltas, linter: &linter)
            }
        }
        return decoder.eventCount
    }

    private static let context = DecodingContext(path: "/v1/chat/completions", contentType: "text/event-stream")

    private static func decoder(_ name: String, keeps: StreamDecoder.Keeping) -> Workload {
        Workload(name: name) { bytes in
            let parser = JSONParser()
            var framer = BodyFramer(contentType: "text/event-stream")
            var decoder = StreamDecoder(context: context, keeps: keeps, parser: parser)
            var deltas: [Delta] = []
            eachRead(of: bytes) { read in
                framer.consume(read) {
                    deltas.removeAll(keepingCapacity: true)
                    decoder.consume($0, into: &deltas)
                }
            }
            return decoder.eventCount
        }
    }

    private static func eachRead(of bytes: [UInt8], _ body: (ByteView) -> Void) {
        bytes.withUnsafeBufferPointer { all in
            var place = 0
            while place < all.count {
                let end = min(place + readSize, all.count)
                body(ByteView(rebasing: all[place..<end]))
                place = end
            }
        }
    }
}
