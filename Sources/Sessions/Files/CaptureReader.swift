package import CaptureFile
import Compression
package import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A capture that was read whole.
package struct LoadedCapture: Sendable {
    package var source: CaptureSource
    /// The header of each part.
    package var headers: [CaptureHeader]
    package var exchanges: [RecordedExchange]
    package var notes: [RecordedNote]
    package var warnings: [CaptureWarning]
    /// The recorder closed it; else it is being written, or its recorder died.
    package var isClosed: Bool
}

/// Reads captures to their end, in pieces, compressed or not.
package enum CaptureReader {
    private static let pieceBytes = 256 << 10

    /// Reads every record, and returns how the file ended.
    ///
    /// - Parameters:
    ///   - source: plain text or zstd; which is seen from its first bytes.
    ///   - passingOver: whether the lines of an exchange's stream are not needed.
    ///   - onDamage: called when a compressed file breaks early; what came before stands.
    ///   - body: called with each record in order.
    /// - Returns: whether the recorder closed the file, and what is torn.
    /// - Throws: when the file cannot be read or is no capture.
    package static func read(
        _ source: CaptureSource,
        passingOver: ((_ exchange: ByteView) -> Bool)? = nil,
        onDamage: (CaptureWarning) -> Void = { _ in },
        _ body: (CaptureRecord) -> Void
    ) throws(CaptureFileError) -> CaptureDecoder.Tail {
        let file = try open(source)
        var feed = CaptureFeed(path: source.name, passingOver: passingOver)
        var buffer = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let outcome = buffer.withUnsafeMutableBytes { file.read(into: $0) }
            guard case .done(let count) = outcome else {
                throw .cannotRead(path: source.name, code: outcome.code)
            }
            guard count > 0 else { break }
            try feed.take(buffer, count, onDamage, body)
        }
        return try feed.finish(onDamage, body)
    }

    /// Whether these are the first bytes of a capture, compressed or not.
    package static func isCapture(_ opening: [UInt8]) -> Bool {
        opening.starts(with: CaptureFeed.zstdMagic) || opening.starts(with: #"{"k":"hdr""#.utf8)
    }

    /// Reads a capture into exchanges; with `wanted` the streams of all others are passed over, which is much faster.
    package static func load(
        _ source: CaptureSource,
        only wanted: ExchangeSelector? = nil
    ) throws(CaptureFileError) -> LoadedCapture {
        // What comes through a pipe cannot be read again when more of it is needed.
        let wanted = source == .standardInput ? nil : wanted
        var assembler = ExchangeAssembler(only: wanted)
        var damage: [CaptureWarning] = []
        let passingOver = wanted == nil ? nil : { (id: ByteView) in assembler.passesOver(id) }
        let tail = try read(
            source,
            passingOver: passingOver,
            onDamage: { damage.append($0) },
            { assembler.consume($0) }
        )
        return loaded(source, &assembler, tail, damage)
    }

    /// Reads a capture that is in memory already.
    package static func load(
        _ bytes: [UInt8],
        of source: CaptureSource
    ) throws(CaptureFileError) -> LoadedCapture {
        var assembler = ExchangeAssembler()
        var damage: [CaptureWarning] = []
        var feed = CaptureFeed(path: source.name)
        try feed.take(bytes, bytes.count, { damage.append($0) }, { assembler.consume($0) })
        let tail = try feed.finish({ damage.append($0) }, { assembler.consume($0) })
        return loaded(source, &assembler, tail, damage)
    }

    private static func loaded(
        _ source: CaptureSource,
        _ assembler: inout ExchangeAssembler,
        _ tail: CaptureDecoder.Tail,
        _ damage: [CaptureWarning]
    ) -> LoadedCapture {
        assembler.finish(tail)
        return LoadedCapture(
            source: source,
            headers: assembler.headers,
            exchanges: assembler.exchanges,
            notes: assembler.notes,
            warnings: assembler.warnings + damage,
            isClosed: tail.isClosed && damage.isEmpty
        )
    }

    private static func open(_ source: CaptureSource) throws(CaptureFileError) -> OpenFile {
        switch source {
        case .standardInput: .standardInput()
        case .file(let path):
            try OpenFile(path, O_RDONLY) { $0 == ENOENT ? .missing(path: path) : .cannotRead(path: path, code: $0) }
        }
    }
}

/// Brings the pieces of a file to the decoder, through the decompressor where one is needed.
private struct CaptureFeed {
    static let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    private let path: String
    private let decoder = CaptureDecoder()
    private var decompressor: ContentDecoder?
    /// The first bytes, until there are enough to tell the coding.
    private var opening: [UInt8] = []
    private var hasBegun = false
    private var isDamaged = false

    init(path: String, passingOver: ((_ exchange: ByteView) -> Bool)? = nil) {
        self.path = path
        decoder.passesOver = passingOver
    }

    mutating func take(
        _ piece: [UInt8],
        _ count: Int,
        _ onDamage: (CaptureWarning) -> Void,
        _ body: (CaptureRecord) -> Void
    ) throws(CaptureFileError) {
        guard !hasBegun else { return try pass(piece[..<count], onDamage, body) }
        opening.append(contentsOf: piece[..<count])
        guard opening.count >= Self.zstdMagic.count else { return }
        try begin(onDamage, body)
    }

    mutating func finish(
        _ onDamage: (CaptureWarning) -> Void,
        _ body: (CaptureRecord) -> Void
    ) throws(CaptureFileError) -> CaptureDecoder.Tail {
        if !hasBegun {
            guard !opening.isEmpty else { throw .empty(path: path) }
            try begin(onDamage, body)
        }
        if !isDamaged, case .failed(let failure)? = decompressor?.finish() {
            isDamaged = true
            onDamage(.damagedCompression(failure.description))
        }
        do throws(CaptureFormatError) {
            return try decoder.finish(body)
        } catch {
            throw CaptureFileError(error, path: path)
        }
    }

    private mutating func begin(
        _ onDamage: (CaptureWarning) -> Void,
        _ body: (CaptureRecord) -> Void
    ) throws(CaptureFileError) {
        hasBegun = true
        if opening.starts(with: Self.zstdMagic) { decompressor = ContentDecoder(.zstd, limits: Self.limits) }
        let first = opening
        opening = []
        try pass(first[...], onDamage, body)
    }

    /// A user's own file may be as large and as compressible as it is.
    private static let limits = DecodingLimits(
        maximumOutput: .max,
        maximumRatio: .max,
        ratioFloor: .max,
        maximumZstdWindow: 128 << 20
    )

    private mutating func pass(
        _ bytes: ArraySlice<UInt8>,
        _ onDamage: (CaptureWarning) -> Void,
        _ body: (CaptureRecord) -> Void
    ) throws(CaptureFileError) {
        guard !isDamaged else { return }
        var refusal: CaptureFormatError?
        let status = bytes.withUnsafeBufferPointer { view -> DecodingStatus in
            guard let decompressor else {
                refusal = Self.feed(view, decoder, body)
                return .needsInput
            }
            return decompressor.decode(view) { text in
                if refusal == nil { refusal = Self.feed(text, decoder, body) }
            }
        }
        if let refusal { throw CaptureFileError(refusal, path: path) }
        guard case .failed(let failure) = status else { return }
        isDamaged = true
        onDamage(.damagedCompression(failure.description))
    }

    private static func feed(
        _ bytes: ByteView,
        _ decoder: CaptureDecoder,
        _ body: (CaptureRecord) -> Void
    ) -> CaptureFormatError? {
        do throws(CaptureFormatError) {
            try decoder.consume(bytes, body)
            return nil
        } catch {
            return error
        }
    }
}
