/// Undoes the codings of one body as it arrives, so that an event is visible as soon as its bytes came.
///
/// One decoder serves one body on one thread. The native state is made with the first byte and freed when the
/// stream ends or breaks. At rest a stream holds: gzip and deflate 7 KiB + a 32 KiB window; brotli its window as far
/// as it was used (at most 16 MiB); zstd 95 KiB + 128 KiB + the frame's window (address space, resident only
/// as far as it was written).
package final class ContentDecoder {
    /// In the order of decoding: the coding that was applied last comes first.
    private var stages: [any CodingDecoder]
    private let limits: DecodingLimits
    private var received = 0
    private var produced = 0
    private var failure: DecodingFailure?

    /// - Parameters:
    ///   - codings: as `Content-Encoding` lists them: in the order in which they were applied.
    ///   - limits: how far the body may grow.
    package init(_ codings: [ContentCoding], limits: DecodingLimits = DecodingLimits()) {
        self.limits = limits
        stages = codings.reversed().compactMap { $0.makeDecoder(limits: limits) }
    }

    package convenience init(_ coding: ContentCoding, limits: DecodingLimits = DecodingLimits()) {
        self.init([coding], limits: limits)
    }

    /// Decodes one piece and hands over everything that it completes, in pieces of at most 16 KiB.
    ///
    /// The emitted bytes are valid inside the closure only.
    package func decode(
        _ bytes: UnsafeBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Void
    ) -> DecodingStatus {
        if let failure { return .failed(failure) }
        received += bytes.count
        let status = run(stage: 0, bytes) { piece in
            guard account(for: piece.count) else { return false }
            emit(piece)
            return true
        }
        return settle(status)
    }

    /// Decodes one piece and appends everything that it completes.
    ///
    /// One call appends at most ``DecodingLimits/ratioFloor`` + ``DecodingLimits/maximumRatio`` × the bytes received.
    package func decode(_ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> DecodingStatus {
        decode(bytes) { piece in output.append(contentsOf: piece) }
    }

    /// Tells whether the body ended where its codings did: `.ended`, else `.failed`.
    ///
    /// A body without any byte counts as ended, as the answer to HEAD has none.
    package func finish() -> DecodingStatus {
        if let failure { return .failed(failure) }
        guard received > 0 else { return .ended }
        for stage in stages {
            guard case .failed(let reason) = stage.finish() else { continue }
            return settle(.failed(reason))
        }
        return .ended
    }

    private func run(
        stage index: Int,
        _ bytes: UnsafeBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> DecodingStatus {
        guard index < stages.count else {
            _ = emit(bytes)
            return .needsInput
        }
        guard index + 1 < stages.count else { return stages[index].decode(bytes, emit: emit) }
        var inner = DecodingStatus.needsInput
        let outer = stages[index].decode(bytes) { piece in
            inner = run(stage: index + 1, piece, emit: emit)
            return !inner.isFailure && failure == nil
        }
        return outer.isFailure ? outer : inner
    }

    private func settle(_ status: DecodingStatus) -> DecodingStatus {
        if failure == nil, case .failed(let reason) = status { failure = reason }
        guard let failure else { return stages.last?.status ?? .needsInput }
        // Frees the native states.
        stages = []
        return .failed(failure)
    }

    private func account(for count: Int) -> Bool {
        produced += count
        if let exceeded = limits.failure(produced: produced, received: received) { failure = exceeded }
        return failure == nil
    }
}

extension DecodingStatus {
    var isFailure: Bool {
        if case .failed = self { true } else { false }
    }
}

extension ContentCoding {
    fileprivate func makeDecoder(limits: DecodingLimits) -> (any CodingDecoder)? {
        switch self {
        case .gzip: ZlibDecoder(wrapper: .gzip)
        case .deflate: ZlibDecoder(wrapper: .deflate)
        case .brotli: BrotliDecoder()
        case .zstd: ZstdDecoder(maximumWindow: limits.maximumZstdWindow)
        case .identity: nil
        }
    }
}
