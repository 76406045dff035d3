import Sessions

/// A view that only appends to stdout, one write for each batch.
final class StreamedView: TailView {
    private var format: any TailFormat
    private var output: [UInt8] = []
    private let write: ([UInt8]) -> Void

    /// More than this is written without waiting for the end of the batch.
    private static let limit = 256 << 10

    init(_ format: any TailFormat, write: @escaping ([UInt8]) -> Void = { Console.write($0) }) {
        self.format = format
        self.write = write
    }

    var wantsBytes: Bool { type(of: format).wantsBytes }

    func take(_ item: TailItem, tags: [String]) {
        format.append(item, tags: tags, to: &output)
        if output.count > Self.limit { flush() }
    }

    func flush() {
        guard !output.isEmpty else { return }
        write(output)
        output.removeAll(keepingCapacity: true)
    }

    func finish() {
        format.finish(to: &output)
        flush()
    }
}
