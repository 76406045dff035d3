import StreamCore

/// Something that is done with a stream that comes in reads.
struct Workload: Sendable {
    var name: String
    /// The stream for a size in bytes.
    var input: @Sendable (Int) -> [UInt8]
    /// The sizes that are measured: twice as many bytes must take twice as long.
    var sizes: [Int]
    /// Takes the reads and returns how many events it saw, so that nothing is optimised away.
    var run: @Sendable ([UInt8]) -> Int

    /// What one read of a socket yields while a stream gushes.
    private static let readSize = 64 << 10
    private static let chatSizes = [10 << 20, 100 << 20]

    static let all = [framing, decoding, rebuilding, linting, image, audio]

    static let framing = Workload(name: "SSE framing", input: ChatStreamText.make, sizes: chatSizes) { bytes in
        var parser = BodyFramer(contentType: "text/event-stream")
        var events = 0
        eachRead(of: bytes) { read in parser.consume(read) { if $0.kind == .event { events += 1 } } }
        parser.finish { _ in }
        return events
    }

    static let decoding = chat("framing + openai.chat", keeps: .nothing)
    static let rebuilding = chat("the same, message kept", keeps: .message)

    static let linting = Workload(name: "the same, all rules checked", input: ChatStreamText.make, sizes: chatSizes) {
        bytes in
        let parser = JSONParser()
        var framer = BodyFramer(contentType: "text/event-stream")
        var decoder = StreamDecoder(context: context("/v1/chat/completions"), keeps: .answer, parser: parser)
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

    static let image = Workload(
        name: "an image in one event, kept",
        input: MediaStreamText.image,
        sizes: [20 << 20, 40 << 20],
        run: decoder("/v1/images/generations", keeps: .message)
    )
    static let audio = Workload(
        name: "audio in pieces of 2 KB, joined",
        input: MediaStreamText.audio,
        sizes: [10 << 20, 20 << 20],
        run: decoder("/v1/audio/speech", keeps: .message)
    )

    private static func chat(_ name: String, keeps: StreamDecoder.Keeping) -> Workload {
        Workload(
            name: name,
            input: ChatStreamText.make,
            sizes: chatSizes,
            run: decoder("/v1/chat/completions", keeps: keeps)
        )
    }

    private static func decoder(_ path: String, keeps: StreamDecoder.Keeping) -> @Sendable ([UInt8]) -> Int {
        { bytes in
            let parser = JSONParser()
            var framer = BodyFramer(contentType: "text/event-stream")
            var decoder = StreamDecoder(context: context(path), keeps: keeps, parser: parser)
            var deltas: [Delta] = []
            eachRead(of: bytes) { read in
                framer.consume(read) {
                    deltas.removeAll(keepingCapacity: true)
                    decoder.consume($0, into: &deltas)
                }
            }
            return keeps == .message && decoder.message == nil ? 0 : decoder.eventCount
        }
    }

    private static func context(_ path: String) -> DecodingContext {
        DecodingContext(path: path, contentType: "text/event-stream")
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
