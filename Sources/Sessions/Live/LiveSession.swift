import CaptureFile
import Filters
package import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Turns batches of raw facts into capture lines; one for a run, used by one thread at a time.
struct LiveSession {
    private(set) var counts = SessionCounts()
    /// Where lines go; nil when nothing is recorded and they serve a view only.
    private let writer: CaptureWriterFile?
    private var unrecorded = CaptureEncoder()
    private let options: RecordingOptions
    private let parser = JSONParser()
    private var pipelines: [ExchangeID: ExchangePipeline] = [:]
    /// Connections are numbered from 1 in order of appearance.
    private var connections: [ConnectionID: ConnectionID] = [:]
    private var lastConnection: UInt64 = 0
    private let scratch = LiveScratch()
    private var identifiers: ULIDSource

    /// - Parameters:
    ///   - writer: the capture; nil when nothing is recorded.
    ///   - header: begins the lines when there is no writer, which has written its own.
    ///   - time: the instant of the header.
    ///   - options: what is stored, and how.
    ///   - identifiers: makes the exchanges' ids.
    init(
        writer: CaptureWriterFile?,
        header: CaptureHeader,
        at time: MonotonicInstant,
        options: RecordingOptions,
        identifiers: ULIDSource
    ) {
        self.writer = writer
        self.options = options
        self.identifiers = identifiers
        if writer == nil { unrecorded.header(header, at: time) }
    }

    /// The writer's encoder, so that lines are formatted where they are written from.
    private var encoder: CaptureEncoder {
        _read {
            if let writer { yield writer.encoder } else { yield unrecorded }
        }
        _modify {
            if let writer { yield &writer.encoder } else { yield &unrecorded }
        }
    }

    /// Facts after which a relay that has to share this core is let in: each delays its next event by some microseconds.
    private static let fewestInARow = 24
    /// How often a batch lets it in.
    ///
    /// A relay that is always busy keeps the core for milliseconds each time: let in after so many facts, however
    /// many wait, it would leave the recorder ever further behind.
    private static let mostPauses = 20

    /// Reads a batch; its lines are in the encoder's buffer afterwards.
    mutating func process(_ batch: ObservationBatch, at now: MonotonicInstant) {
        let factsInARow = max(Self.fewestInARow, batch.observations.count / Self.mostPauses)
        batch.bytes.withUnsafeBufferPointer { bytes in
            for (index, observation) in batch.observations.enumerated() {
                process(observation, bytes: bytes)
                if index % factsInARow == factsInARow - 1 { sched_yield() }
            }
        }
        guard batch.lost > 0 else { return }
        counts.lost += batch.lost
        encoder.lost(count: batch.lost, why: "overflow", at: now)
    }

    /// Lines that are not written yet.
    var pendingLines: [UInt8] { encoder.buffer }

    /// Writes the pending lines; the result is the failure that stopped recording, told once.
    mutating func flush() -> CaptureFileError? {
        guard let writer else {
            unrecorded.discardBuffer()
            return nil
        }
        return writer.flush()
    }

    /// Writes the footer and lets the file go.
    mutating func close(at time: MonotonicInstant) -> CaptureFileError? {
        writer?.close(at: time)
    }

    mutating func clock(wallMicroseconds: Int64, why: String, at time: MonotonicInstant) {
        encoder.clock(wallMicroseconds: wallMicroseconds, suspended: .zero, why: why, at: time)
    }

    private mutating func process(_ observation: Observation, bytes: ByteView) {
        let time = observation.time
        switch observation.fact {
        case .connectionOpened(let id, let facts):
            encoder.connectionOpened(number(of: id), facts, at: time)
        case .connectionClosed(let id, let closing):
            encoder.connectionClosed(number(of: id), closing, at: time)
            connections[id] = nil
        case .requestStarted(let head):
            start(observation.exchange, head, at: time)
        case .ended(let ending):
            end(observation.exchange, ending, at: time)
        default:
            guard let pipeline = pipelines[observation.exchange] else { return }
            process(observation.fact, of: pipeline, at: time, bytes: bytes)
        }
    }

    private mutating func process(
        _ fact: Fact,
        of pipeline: ExchangePipeline,
        at time: MonotonicInstant,
        bytes: ByteView
    ) {
        switch fact {
        case .requestBody(let range):
            pipeline.requestBody(ByteView(rebasing: bytes[range]), at: time, scratch: scratch, to: &encoder)
        case .requestEnded(var delivery):
            delivery.upstream = delivery.upstream.map { number(of: $0) }
            pipeline.requestEnded(delivery, at: time, to: &encoder)
        case .responseStarted(let head):
            pipeline.responseStarted(head, at: time, to: &encoder)
        case .responseBody(let range, let acceptedAt):
            let body = ByteView(rebasing: bytes[range])
            pipeline.responseBody(body, readAt: time, acceptedAt: acceptedAt, scratch: scratch, to: &encoder)
            counts.bytes += body.count
        case .accepted(let read, let queued):
            pipeline.accepted(throughRead: read, queuedBytes: queued, at: time, to: &encoder)
        case .trailers(let fields):
            pipeline.trailers(fields, at: time, to: &encoder)
        case .connectionOpened, .connectionClosed, .requestStarted, .ended:
            break
        }
    }

    private mutating func start(_ exchange: ExchangeID, _ head: RequestHead, at time: MonotonicInstant) {
        if let condition = options.condition, !condition.matches(RequestSubject(head)) { return }
        counts.exchanges += 1
        let redacted = options.redactor.request(head)
        var stored = redacted.value
        stored.connection = number(of: head.connection)
        let id = identifiers.next()
        encoder.request(id, stored, redactions: redacted.entries, at: time)
        pipelines[exchange] = ExchangePipeline(
            id: id,
            request: head,
            connection: stored.connection,
            options: options,
            parser: parser
        )
    }

    private mutating func end(_ exchange: ExchangeID, _ ending: ExchangeEnding, at time: MonotonicInstant) {
        guard let pipeline = pipelines.removeValue(forKey: exchange) else { return }
        let state = pipeline.ended(ending, at: time, scratch: scratch, to: &encoder)
        counts.states[state, default: 0] += 1
        if let finding = ending.finding { counts.findings[finding, default: 0] += 1 }
    }

    private mutating func number(of id: ConnectionID) -> ConnectionID {
        if let known = connections[id] { return known }
        lastConnection += 1
        let number = ConnectionID(rawValue: lastConnection)
        connections[id] = number
        return number
    }
}

/// What a run has seen.
package struct SessionCounts: Sendable, Equatable {
    package var exchanges = 0
    package var states: [EndState: Int] = [:]
    /// What the relay itself found wrong.
    package var findings: [LintCode: Int] = [:]
    /// Response bytes relayed.
    package var bytes = 0
    /// Records that the recorder could not take.
    package var lost = 0
}

/// Makes exchange ids that sort by time and, within a millisecond, by order (the ULID specification's monotonic form).
struct ULIDSource {
    private let wall: @Sendable () -> Int64
    private var generator = SystemRandomNumberGenerator()
    private var lastMilliseconds: UInt64 = 0
    private var random: UInt128 = 0

    /// - Parameter wall: microseconds since the Unix epoch.
    init(wall: @escaping @Sendable () -> Int64) {
        self.wall = wall
    }

    mutating func next() -> ULID {
        let milliseconds = UInt64(max(wall(), 0) / 1000)
        if milliseconds == lastMilliseconds {
            random &+= 1
        } else {
            lastMilliseconds = milliseconds
            random = UInt128(generator.next()) << 64 | UInt128(generator.next())
        }
        return ULID(milliseconds: milliseconds, random: random)
    }
}
