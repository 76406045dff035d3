package import CaptureFile
package import StreamCore

/// What a record changed in the exchanges.
package struct ExchangeUpdate: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
        case requestHead, requestBody, requestEnded, interimHead, responseHead
        /// The place of the block in the exchange's list; a later part of a long block names it again.
        case block(Int)
        case output, trailers, ended
    }

    /// The place of the exchange in the assembler's list.
    package var exchange: Int
    package var change: Change
}

/// Rebuilds exchanges from the records of a capture, one record at a time.
///
/// The parts of a rotated recording may follow one another in one assembler.
package struct ExchangeAssembler {
    /// In order of arrival.
    private(set) package var exchanges: [RecordedExchange] = []
    /// The header of each part, in order.
    private(set) package var headers: [CaptureHeader] = []
    private(set) package var warnings: [CaptureWarning] = []
    /// Marks that were set while recording.
    private(set) package var notes: [RecordedNote] = []

    private var connections: [ConnectionID: RecordedConnection] = [:]
    private var places = ExchangePlaces()
    /// What is added to `t`, so that all parts count from the first header.
    private var partOffset: Int64 = 0
    private var originWallMicroseconds: Int64 = 0
    private var lastTime = MonotonicInstant(nanoseconds: 0)

    /// The exchange whose stream is wanted; those of others are passed over.
    private let wanted: ExchangeSelector?

    package init(only wanted: ExchangeSelector? = nil) {
        self.wanted = wanted
    }

    /// Whether the lines of an exchange's stream need not be read.
    package func passesOver(_ id: ByteView) -> Bool {
        places.place(known: id).map { exchanges[$0].isPassedOver } ?? false
    }

    /// Takes one record; the result names what changed, nil when no exchange did.
    @discardableResult
    package mutating func consume(_ record: CaptureRecord) -> ExchangeUpdate? {
        if record.missingBefore > 0 { warnings.append(.missingLines(record.missingBefore, before: record.line)) }
        if case .header(let header) = record.kind { begin(header) }
        let time = record.time.map { instant($0) }
        if let time { lastTime = time }
        switch record.kind {
        case .header, .connectionClosed, .clock, .footer, .raw, .other: return nil
        case .connectionOpened(let facts): open(facts, record.connection, at: time ?? lastTime)
        case .lost(let count, let why): warnings.append(.lost(count, why: why))
        case .note(let text, let tag): note(text, tag, record, at: time ?? lastTime)
        case .unreadable(let reason): warnings.append(.unreadableLine(record.line, reason: reason))
        default: return update(record, at: time)
        }
        return nil
    }

    /// Says how the file ended.
    package mutating func finish(_ tail: CaptureDecoder.Tail) {
        if tail.tornBytes > 0 { warnings.append(.tornTail(bytes: tail.tornBytes)) }
    }

    /// Frees the bytes of an exchange that was shown; its blocks no longer have any.
    package mutating func dropBodies(of place: Int) {
        exchanges[place].body = []
        exchanges[place].requestBody = []
        exchanges[place].blocks = []
    }

    /// Frees all of an exchange that was shown but its number and its id.
    package mutating func forget(_ place: Int) {
        let exchange = exchanges[place]
        exchanges[place] = RecordedExchange(
            number: exchange.number,
            id: exchange.id,
            originWallMicroseconds: exchange.originWallMicroseconds,
            at: exchange.lastSeenAt
        )
    }

    private mutating func begin(_ header: CaptureHeader) {
        let continues = header.previous != nil && header.previous == headers.last?.file && !header.isResumed
        // Another process numbers its connections anew.
        if !continues { connections = [:] }
        if headers.isEmpty {
            originWallMicroseconds = header.wallMicroseconds
        } else {
            let (product, overflow) = (header.wallMicroseconds - originWallMicroseconds)
                .multipliedReportingOverflow(by: 1000)
            partOffset = overflow ? 0 : product
        }
        headers.append(header)
    }

    private mutating func open(_ facts: ConnectionFacts, _ id: ConnectionID?, at time: MonotonicInstant) {
        guard let id else { return }
        connections[id] = RecordedConnection(id: id, facts: facts, openedAt: time)
    }

    private mutating func note(_ text: String, _ tag: String?, _ record: CaptureRecord, at time: MonotonicInstant) {
        let exchange = record.exchange.map { String(decoding: $0, as: UTF8.self) }
        let note = RecordedNote(text: text, tag: tag, exchange: exchange, time: time)
        notes.append(note)
        if let exchange, let place = places.place(known: exchange) { exchanges[place].notes.append(note) }
    }

    private func instant(_ offset: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: offset &+ partOffset)
    }

    private mutating func update(_ record: CaptureRecord, at time: MonotonicInstant?) -> ExchangeUpdate? {
        let place = places.place(of: record.exchange, next: exchanges.count)
        if place == exchanges.count {
            let id = record.exchange.map { String(decoding: $0, as: UTF8.self) } ?? ""
            exchanges.append(
                RecordedExchange(
                    number: place + 1,
                    id: id,
                    originWallMicroseconds: originWallMicroseconds,
                    at: time ?? lastTime
                )
            )
            exchanges[place].isPassedOver = wanted.map { !$0.matches(exchanges[place]) } ?? false
        }
        let time = time ?? exchanges[place].lastSeenAt
        let offset = partOffset
        exchanges[place].lastSeenAt = time
        exchanges[place].redactions.append(contentsOf: record.redactions)
        let change = exchanges[place].take(record, at: time, offset: offset)
        switch change {
        case .requestHead: exchanges[place].client = record.connection.flatMap { connections[$0] }
        case .requestEnded: exchanges[place].upstream = exchanges[place].delivery?.upstream.flatMap { connections[$0] }
        case .ended: check(record, place)
        default: break
        }
        return change.map { ExchangeUpdate(exchange: place, change: $0) }
    }

    /// Compares what was stored with what the recorder says that it stored.
    private mutating func check(_ record: CaptureRecord, _ place: Int) {
        let exchange = exchanges[place]
        guard case .end(let end) = record.kind, !exchange.isPassedOver else { return }
        if let checksum = end.checksum, checksum != CRC32.checksum(exchange.body) {
            warnings.append(.responseChanged(exchange: exchange.number))
        }
        if let checksum = exchange.requestChecksum, checksum != CRC32.checksum(exchange.requestBody) {
            warnings.append(.requestChanged(exchange: exchange.number))
        }
    }
}

/// A mark that was set while recording.
package struct RecordedNote: Hashable, Sendable {
    package var text: String
    package var tag: String?
    /// The id of the exchange that it is about.
    package var exchange: String?
    package var time: MonotonicInstant
}

/// Finds exchanges by id; lines of one exchange mostly follow one another.
private struct ExchangePlaces {
    private var places: [String: Int] = [:]
    private var lastID: [UInt8] = []
    private var lastPlace: Int?

    func place(known id: String) -> Int? { places[id] }

    /// Asked at every line.
    private func isLast(_ id: ByteView) -> Bool {
        guard id.count == lastID.count else { return false }
        for place in id.indices where id[place] != lastID[place] { return false }
        return true
    }

    func place(known id: ByteView) -> Int? {
        isLast(id) ? lastPlace : places[String(decoding: id, as: UTF8.self)]
    }

    /// The place of that id, `next` when it is new; a line without an id belongs to the exchange before it.
    mutating func place(of id: ByteView?, next: Int) -> Int {
        guard let id else {
            lastPlace = lastPlace ?? next
            return lastPlace ?? next
        }
        if let lastPlace, isLast(id) { return lastPlace }
        let key = String(decoding: id, as: UTF8.self)
        let place = places[key] ?? next
        places[key] = place
        lastID = Array(id)
        lastPlace = place
        return place
    }
}
