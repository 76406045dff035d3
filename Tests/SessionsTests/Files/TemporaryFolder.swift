import CaptureFile
import StreamCore

@testable import Sessions

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder of one test, removed with it.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/weir-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }

    deinit {
        guard path != "/tmp" else { return }
        Self.removeAll(path)
    }

    private static func removeAll(_ path: String) {
        for name in Folder.names(in: path) { removeAll("\(path)/\(name)") }
        remove(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ bytes: some Sequence<UInt8>, to name: String, mode: String = "w") {
        guard let stream = fopen(file(name), mode) else { return }
        let all = Array(bytes)
        fwrite(all, 1, all.count, stream)
        fclose(stream)
    }

    func read(_ name: String) -> [UInt8]? {
        guard let stream = fopen(file(name), "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(byte)) }
        return bytes
    }

    /// The permission bits, nil when there is no such file.
    func mode(_ name: String) -> UInt32? {
        var status = stat()
        return stat(file(name), &status) == 0 ? UInt32(status.st_mode & 0o777) : nil
    }
}

/// Ids, heads and files that the tests share.
enum RecordingSamples {
    static let origin = MonotonicInstant(nanoseconds: 1_000)
    static let header = CaptureHeader(
        file: "01KA00000000000000000000FF",
        wallMicroseconds: 1_770_000_000_000_000,
        tool: CaptureHeader.Tool(name: "weir", version: "1"),
        mode: "proxy"
    )
    static let body = Array("data: one\n\ndata: tw€\n\n: ping\n\n".utf8)

    static func at(_ nanoseconds: Int64) -> MonotonicInstant { origin + Nanoseconds(nanoseconds) }

    static func id(_ number: Int) -> ULID { ULID(milliseconds: 1_770_000_000_000, random: UInt128(number)) }

    static func request(_ encoder: inout CaptureEncoder, _ id: ULID, at time: Int64) {
        let head = RequestHead(
            method: "POST",
            url: "https://h/v1",
            target: "/v1",
            version: "1.1",
            headers: [HeaderField("host", "h")],
            firstByteAt: at(time - 50),
            connection: ConnectionID(rawValue: 1)
        )
        encoder.request(id, head, at: at(time))
        let sent = Array("{\"stream\":true}".utf8)
        sent.withUnsafeBufferPointer { encoder.requestBody(id, index: 0, at: at(time + 1), bytes: $0) }
        let delivery = RequestDelivery(
            upstream: ConnectionID(rawValue: 2),
            reused: false,
            attemptAt: at(time + 2),
            forwardBeganAt: at(time + 3),
            forwardEndedAt: at(time + 4)
        )
        let end = CaptureRequestEnd(delivery: delivery, bytes: sent.count, checksum: CRC32.checksum(sent))
        encoder.requestEnd(id, end, at: at(time + 4))
    }

    static func response(_ encoder: inout CaptureEncoder, _ id: ULID, status: Int = 200, at time: Int64) {
        let head = ResponseHead(status: status, version: "1.1", headers: [], firstByteAt: at(time - 10))
        encoder.response(id, head, connection: ConnectionID(rawValue: 1), at: at(time))
    }

    /// ``body`` in reads of 15, 5 and 12 bytes, which came at 100, 200 and 300.
    static func events(_ encoder: inout CaptureEncoder, _ id: ULID) {
        let second = [
            ReadSegment(read: 0, byteCount: 4, time: at(100)), ReadSegment(read: 1, byteCount: 5, time: at(200)),
            ReadSegment(read: 2, byteCount: 4, time: at(300)),
        ]
        body.withUnsafeBufferPointer { body in
            let block = { CaptureBlock(index: $0, read: $1, time: at($2), segments: $3) }
            encoder.event(id, block(0, 0, 100, []), bytes: ByteView(rebasing: body[0..<11]))
            encoder.event(id, block(1, 2, 300, second), bytes: ByteView(rebasing: body[11..<24]))
            encoder.event(id, block(2, 2, 300, []), bytes: ByteView(rebasing: body[24...]))
        }
        let lags = [Nanoseconds(7), Nanoseconds(8), Nanoseconds(9)]
        encoder.output(id, CaptureOutput(firstRead: 0, lags: lags, bytes: body.count, queuedBytes: 3), at: at(310))
    }

    static func end(_ encoder: inout CaptureEncoder, _ id: ULID, bytes: [UInt8] = body, at time: Int64) {
        let end = CaptureEnd(
            ending: ExchangeEnding(reason: .eof, lastUpstreamByteAt: at(time)),
            state: .complete,
            blocks: 3,
            reads: 3,
            bytes: bytes.count,
            checksum: CRC32.checksum(bytes)
        )
        encoder.end(id, end, connection: ConnectionID(rawValue: 1), at: at(time))
    }

    /// The bytes of a closed file with one whole exchange.
    static func file() -> [UInt8] {
        var encoder = CaptureEncoder()
        encoder.header(header, at: origin)
        let client = ConnectionFacts(side: .client, peer: "127.0.0.1:5", local: "127.0.0.1:9347")
        let upstream = ConnectionFacts(side: .upstream, peer: "1.1.1.1:443", local: "10.0.0.1:6", tlsVersion: "TLSv1.3")
        encoder.connectionOpened(ConnectionID(rawValue: 1), client, at: at(10))
        encoder.connectionOpened(ConnectionID(rawValue: 2), upstream, at: at(20))
        request(&encoder, id(1), at: 60)
        response(&encoder, id(1), status: 103, at: 80)
        response(&encoder, id(1), at: 90)
        events(&encoder, id(1))
        encoder.trailers(id(1), [HeaderField("x", "y")], at: at(320))
        end(&encoder, id(1), at: 330)
        encoder.footer(at: at(400))
        return encoder.buffer
    }
}
