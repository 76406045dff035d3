import CaptureFile
import StreamCore
import Testing

/// One golden line for each kind: what outside readers rely on.
struct CaptureEncoderRecordsTests {
    private let id = CaptureSamples.id
    private let connection = ConnectionID(rawValue: 3)

    private func line(_ write: (inout CaptureEncoder) -> Void) -> String {
        var encoder = CaptureSamples.encoder()
        write(&encoder)
        return encoder.text
    }

    @Test func `a header says what the file is`() {
        var encoder = CaptureEncoder()
        encoder.header(CaptureSamples.header, at: CaptureSamples.origin)
        #expect(
            encoder.text == #"{"k":"hdr","seq":0,"t":0,"hdr":{"fmt":"weir-capture","v":1,"minor":0,"#
                + #""file":"01KA00000000000000000000FF","part":1,"wall":"2026-02-02T02:40:00.123456Z","#
                + #""wall_us":1770000000123456,"clock":"boottime","tool":{"name":"weir","version":"1.0.0"},"#
                + #""mode":"proxy","redaction":"on"}}"#
        )
    }

    @Test func `a resumed header names the part before`() {
        var header = CaptureSamples.header
        header.part = 2
        header.previous = "A"
        header.isResumed = true
        header.redaction = .off
        var encoder = CaptureEncoder(nextSequence: 7)
        encoder.header(header, at: CaptureSamples.origin)
        #expect(encoder.text.hasPrefix(#"{"k":"hdr","seq":7,"t":0,"#))
        #expect(encoder.text.contains(#""part":2,"prev":"A","wall""#))
        #expect(encoder.text.hasSuffix(#""redaction":"off","resume":true}}"#))
    }

    @Test func `connections carry ts and c, and leave out what is unknown`() {
        let upstream = ConnectionFacts(
            side: .upstream,
            peer: "1.2.3.4:443",
            local: "10.0.0.1:50000",
            protocolName: "2",
            tlsVersion: "TLSv1.3",
            alpn: "h2",
            proxy: "http://p:3128",
            resolving: Nanoseconds(1),
            connecting: Nanoseconds(2),
            passing: Nanoseconds(4),
            handshaking: Nanoseconds(3)
        )
        let opened = line { $0.connectionOpened(connection, upstream, at: CaptureSamples.at(1999)) }
        #expect(
            opened == #"{"k":"con","seq":1,"t":1999,"ts":1770000000123457,"c":3,"con":{"side":"upstream","#
                + #""peer":"1.2.3.4:443","local":"10.0.0.1:50000","proto":"2","tls":"TLSv1.3","alpn":"h2","#
                + #""via":"http://p:3128","dns_ns":1,"tcp_ns":2,"via_ns":4,"tls_ns":3,"resumed":false}}"#
        )
        let plain = line { encoder in
            let facts = ConnectionFacts(side: .client, peer: "a:1", local: "b:2")
            encoder.connectionOpened(connection, facts, at: CaptureSamples.at(0))
        }
        #expect(plain.hasSuffix(#""con":{"side":"client","peer":"a:1","local":"b:2","proto":"1.1","resumed":false}}"#))
        let closed = line { encoder in
            let closing = ConnectionClosing(requests: 2, bytes: 30, reason: "eof")
            encoder.connectionClosed(connection, closing, at: CaptureSamples.at(5))
        }
        #expect(
            closed == #"{"k":"cls","seq":1,"t":5,"ts":1770000000123456,"c":3,"#
                + #""con":{"requests":2,"bytes":30,"why":"eof"}}"#
        )
    }

    @Test func `a request keeps its headers in order and says what was redacted`() {
        let entry = RedactionEntry(pointer: "/req/h/1/1", method: .hash, length: 9)
        let text = line { $0.request(id, CaptureSamples.requestHead, redactions: [entry], at: CaptureSamples.at(600)) }
        #expect(
            text == #"{"k":"req","seq":1,"t":600,"x":"01KA0000000000000000000001","ts":1770000000123456,"c":3,"#
                + #""req":{"m":"POST","u":"https://api.example/v1/chat/completions","#
                + #""tg":"/openai/v1/chat/completions","hv":"1.1","#
                + #""h":[["Host","127.0.0.1:9347"],["X","a\"b"]],"fb":500},"#
                + #""red":[{"p":"/req/h/1/1","m":"hash","n":9}]}"#
        )
    }

    @Test func `a request's end tells of the attempt`() {
        let delivery = RequestDelivery(
            upstream: ConnectionID(rawValue: 4),
            reused: true,
            attemptAt: CaptureSamples.at(700),
            forwardBeganAt: CaptureSamples.at(800),
            forwardEndedAt: CaptureSamples.at(900)
        )
        let end = CaptureRequestEnd(delivery: delivery, bytes: 9, checksum: 0xCBF4_3926)
        #expect(
            line { $0.requestEnd(id, end, at: CaptureSamples.at(900)) }
                == #"{"k":"qe","seq":1,"t":900,"x":"01KA0000000000000000000001","qe":{"bytes":9,"crc32":3421780262,"#
                + #""up":4,"reused":true,"att":700,"fwd_beg":800,"fwd_end":900}}"#
        )
        let decoded = CaptureRequestEnd(delivery: delivery, bytes: 9, checksum: 1, encoding: "gzip", rawBytes: 29)
        let text = line { $0.requestEnd(id, decoded, at: CaptureSamples.at(900)) }
        #expect(text.hasSuffix(#""fwd_end":900,"enc":"gzip","raw_bytes":29}}"#))
    }

    @Test func `a response names Weir as its author only when it is`() {
        var head = CaptureSamples.responseHead
        let relayed = line { $0.response(id, head, connection: connection, at: CaptureSamples.at(1_000_100)) }
        #expect(
            relayed == #"{"k":"res","seq":1,"t":1000100,"x":"01KA0000000000000000000001","ts":1770000000124456,"c":3,"#
                + #""res":{"s":200,"hv":"2","h":[["content-type","text/event-stream"]],"fb":1000000}}"#
        )
        head.author = .weir
        let own = line { $0.response(id, head, connection: connection, at: CaptureSamples.at(0)) }
        #expect(own.hasSuffix(#""fb":1000000,"by":"weir"}}"#))
    }

    @Test func `output, trailers and end`() {
        let output = CaptureOutput(firstRead: 3, lags: [Nanoseconds(10), Nanoseconds(12)], bytes: 80, queuedBytes: 0)
        #expect(
            line { $0.output(id, output, at: CaptureSamples.at(1)) }
                == #"{"k":"out","seq":1,"t":1,"x":"01KA0000000000000000000001","#
                + #""out":{"rd0":3,"rd":4,"lags":[10,12],"bytes":80,"q":0}}"#
        )
        #expect(
            line { $0.trailers(id, [HeaderField("a", "b")], at: CaptureSamples.at(1)) }
                == #"{"k":"trl","seq":1,"t":1,"x":"01KA0000000000000000000001","trl":{"h":[["a","b"]]}}"#
        )
        let ending = ExchangeEnding(
            reason: .upstreamAbort,
            detail: "reset",
            lastUpstreamByteAt: CaptureSamples.at(40),
            pausedForClient: Nanoseconds(5),
            pausedForRecorder: Nanoseconds(2),
            clientBlocked: Nanoseconds(4)
        )
        let end = CaptureEnd(
            ending: ending,
            state: .upstreamReset,
            blocks: 2,
            reads: 3,
            bytes: 90,
            checksum: 1,
            encoding: "gzip",
            rawBytes: 60
        )
        #expect(
            line { $0.end(id, end, connection: connection, at: CaptureSamples.at(50)) }
                == #"{"k":"end","seq":1,"t":50,"x":"01KA0000000000000000000001","ts":1770000000123456,"c":3,"#
                + #""end":{"why":"upstream_abort","state":"upstream_reset","detail":"reset","r1":40,"ev":2,"#
                + #""reads":3,"bytes":90,"crc32":1,"paused_ns":7,"paused_weir_ns":2,"blocked_ns":4,"#
                + #""enc":"gzip","raw_bytes":60}}"#
        )
    }

    @Test func `the end of a tunnel says what passed`() {
        let traffic = TunnelTraffic(sent: 3, received: 4)
        let end = CaptureEnd(
            ending: ExchangeEnding(reason: .eof, tunnel: traffic),
            state: .complete,
            blocks: 0,
            reads: 0,
            bytes: 0,
            checksum: 0
        )
        #expect(
            line { $0.end(id, end, connection: connection, at: CaptureSamples.at(50)) }
                .hasSuffix(#""blocked_ns":0,"tunnel_sent":3,"tunnel_received":4}}"#)
        )
    }

    @Test func `clock, lost, note and footer`() {
        let clock = line { encoder in
            encoder.clock(wallMicroseconds: 7, suspended: Nanoseconds(8), why: "jump", at: CaptureSamples.at(1))
        }
        #expect(clock == #"{"k":"clk","seq":1,"t":1,"clk":{"wall_us":7,"suspended_ns":8,"why":"jump"}}"#)
        let lost = line { $0.lost(count: 4, why: "queue", exchange: id, at: CaptureSamples.at(1)) }
        #expect(
            lost == #"{"k":"lost","seq":1,"t":1,"x":"01KA0000000000000000000001","lost":{"count":4,"why":"queue"}}"#
        )
        #expect(line { $0.lost(count: nil, why: "crash", at: CaptureSamples.at(1)) }.hasSuffix(#"{"why":"crash"}}"#))
        let note = line { $0.note("here\n", tag: "slow", at: CaptureSamples.at(1)) }
        #expect(note == #"{"k":"note","seq":1,"t":1,"note":{"text":"here\n","tag":"slow"}}"#)
        let footer = line { encoder in
            encoder.request(id, CaptureSamples.requestHead, at: CaptureSamples.at(0))
            encoder.discardBuffer()
            encoder.footer(at: CaptureSamples.at(9))
        }
        #expect(footer == #"{"k":"ftr","seq":2,"t":9,"ftr":{"lines":3,"exchanges":1}}"#)
    }

    @Test func `a time before the header is negative and rounds down`() {
        let text = line {
            $0.connectionClosed(
                connection,
                ConnectionClosing(requests: 0, bytes: 0, reason: ""),
                at: CaptureSamples.at(-1)
            )
        }
        #expect(text.hasPrefix(#"{"k":"cls","seq":1,"t":-1,"ts":1770000000123455,"#))
    }

    @Test func `the next part after a rotation begins on a whole microsecond`() {
        let now = CaptureSamples.at(3_000_000_999)
        let (next, instant) = CaptureSamples.header.nextPart(file: "B", startedAt: CaptureSamples.origin, now: now)
        #expect(instant == CaptureSamples.at(3_000_000_000))
        #expect(next.wallMicroseconds == CaptureSamples.header.wallMicroseconds + 3_000_000)
        #expect(next.part == 2)
        #expect(next.previous == CaptureSamples.header.file)
    }
}
