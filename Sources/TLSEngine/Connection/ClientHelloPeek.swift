/// Looks at the first bytes of a connection until they tell what the client wants.
///
/// It keeps the bytes from nobody: the caller buffers them too, asks the upstream first, and feeds them to a
/// ``TLSConnection`` when it knows what to answer.
package struct ClientHelloPeek: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The message is not there as a whole.
        case needsMore
        /// Some other protocol.
        case notTLS
        /// Begins as TLS does, but is no ClientHello: a ``TLSConnection`` gives the client the right alert.
        case malformed
        case hello(ClientHello)
    }

    /// Stays what it is once it is not `needsMore`.
    package private(set) var outcome = Outcome.needsMore
    /// Of the record that comes in now; complete with 5 bytes.
    private var header: [UInt8] = []
    private var recordRest = 0
    /// The handshake message, which may lie in several records.
    private var message: [UInt8] = []

    /// With keys for the time after quantum computers a ClientHello has 2 KB; nobody needs so much as this.
    private static let longestBody = 65_535
    /// RFC 8446 section 5.1.
    private static let longestRecord = 16_384

    package init() {}

    /// Takes the next bytes, and says what all of them are.
    package mutating func consume(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        var rest = bytes
        while !rest.isEmpty, outcome == .needsMore {
            if recordRest == 0 {
                consumeHeader(rest[rest.startIndex])
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
            } else {
                let part = rest.prefix(recordRest)
                message.append(contentsOf: part)
                recordRest -= part.count
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
                readMessage()
            }
        }
        return outcome
    }

    private mutating func consumeHeader(_ byte: UInt8) {
        header.append(byte)
        switch header.count {
        // Content type handshake, version 3.x (RFC 8446 section 5.1).
        case 1 where byte != 22, 2 where byte != 3: outcome = .notTLS
        case 5:
            recordRest = Int(header[3]) << 8 | Int(header[4])
            header = []
            if recordRest == 0 || recordRest > Self.longestRecord { outcome = .malformed }
        default: break
        }
    }

    private mutating func readMessage() {
        guard message.first == 1 else { return outcome = .malformed }
        guard message.count >= 4 else { return }
        let length = message[1..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longestBody else { return outcome = .malformed }
        guard message.count >= 4 + length else { return }
        outcome = ClientHello(body: message[4..<4 + length]).map { .hello($0) } ?? .malformed
        message = []
    }
}
