import StreamCore

/// Undoes a request's content coding on the way into the capture.
///
/// Some clients name a coding that they have not applied: then the bytes as they came are what there is to see.
struct RequestDecoding {
    private var coding: BodyDecoding
    private var state = State.undecided(wire: [], decoded: [])

    private enum State {
        /// What came, and what came out of it so far. Next: `decoding`, `passing`.
        case undecided(wire: [UInt8], decoded: [UInt8])
        /// It is what it says. Final.
        case decoding
        /// It is not. Final.
        case passing
    }

    /// Plain text may pass for a few bytes of raw deflate, which has no header.
    private static let proof = 64
    /// A coding gives that much long before so many bytes.
    private static let patience = 256 << 10

    /// - Returns: nil for bodies without a coding.
    init?(headers: [HeaderField]) {
        guard let coding = BodyDecoding(headers: headers) else { return nil }
        self.coding = coding
    }

    private var isPassing: Bool { if case .passing = state { true } else { false } }

    /// What was undone; nil when it turned out that there was nothing to undo.
    var encoding: String? { isPassing ? nil : coding.encoding }
    var rawBytes: Int? { isPassing ? nil : coding.rawBytes }
    /// What is wrong with the coding of a body that was decoded in part.
    var failure: String? { isPassing ? nil : coding.failure }

    /// Appends what can be stored of the body by now.
    mutating func decode(_ bytes: ByteView, into output: inout [UInt8]) {
        switch state {
        case .passing: output.append(contentsOf: bytes)
        case .decoding: coding.decode(bytes, into: &output)
        case .undecided(var wire, var decoded):
            wire.append(contentsOf: bytes)
            coding.decode(bytes, into: &decoded)
            state = .undecided(wire: wire, decoded: decoded)
            if coding.failure != nil || decoded.count >= Self.proof || wire.count > Self.patience {
                decide(into: &output)
            }
        }
    }

    /// The body has ended.
    mutating func finish(into output: inout [UInt8]) {
        if !isPassing { coding.finish() }
        decide(into: &output)
    }

    private mutating func decide(into output: inout [UInt8]) {
        guard case .undecided(let wire, let decoded) = state else { return }
        let isCoded = coding.failure == nil || decoded.count >= Self.proof
        state = isCoded ? .decoding : .passing
        output.append(contentsOf: isCoded ? decoded : wire)
    }
}
