import CaptureFile
import Filters
import StreamCore
import TestSupport
import Testing

@testable import Sessions

struct LiveWebSocketTests {
    private static let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
    private static let helloAgain: [UInt8] = [0xF2, 0x00, 0x11, 0x00, 0x00]

    @Test func `each frame of either side is a line with its time, its head and its payload`() throws {
        var socket = LiveSocket()
        socket.reads = [
            LiveSocket.text(.client, "hi"),
            LiveSocket.frame(.upstream, .text, Array("Hel".utf8), final: false),
            LiveSocket.frame(.upstream, .ping, []),
            LiveSocket.frame(.upstream, .continuation, Array("lo".utf8)),
            LiveSocket.frame(.upstream, .binary, [0xFF, 0x00]),
            LiveSocket.close(.client, 1000, "bye"),
        ]
        #expect(
            socket.frames() == [
                #""n":0,"rd":0,"ws":{"op":1,"dir":"client","mask":16909060},"d":"hi"}"#,
                #""n":1,"rd":0,"ws":{"op":1,"dir":"upstream","fin":false},"d":"Hel"}"#,
                #""n":2,"rd":1,"cls":"ping","ws":{"op":9,"dir":"upstream"},"d":""}"#,
                #""n":3,"rd":2,"cls":"other","ws":{"op":0,"dir":"upstream"},"d":"lo"}"#,
                #""n":4,"rd":3,"cls":"other","ws":{"op":2,"dir":"upstream"},"b64":"/wA="}"#,
                #""n":5,"rd":1,"ws":{"op":8,"dir":"client","mask":16909060},"b64":"A+hieWU="}"#,
            ]
        )
        let exchange = try #require(try socket.assembled().exchanges.first)
        #expect(exchange.blocks.map(\.time) == (0..<6).map { LiveExchange.instant(of: socket.time(of: $0)) })
        #expect(exchange.end?.ending.reason == .eof && exchange.end?.reads == 4)
        #expect(try socket.assembled().warnings == [])
    }

    @Test func `the records hold what was on the wire, wherever reads cut it`() throws {
        let clientFrames = [
            LiveSocket.text(.client, "Grüße"), LiveSocket.frame(.client, .binary, [UInt8](repeating: 7, count: 200)),
        ]
        let upstreamFrames = [
            LiveSocket.frame(.upstream, .text, Array("ab".utf8), final: false),
            LiveSocket.frame(.upstream, .continuation, Array("c".utf8), reserved: 1), LiveSocket.close(.upstream),
        ]
        let client = clientFrames.flatMap(\.bytes)
        let upstream = upstreamFrames.flatMap(\.bytes)
        for cuts in SplitFeeding.allCuts(of: client) {
            var socket = LiveSocket()
            socket.reads =
                cuts.map { LiveSocket.Read(sender: .client, bytes: $0) }
                + SplitFeeding.byByte(upstream).map { LiveSocket.Read(sender: .upstream, bytes: $0) }
            let exchange = try #require(try socket.assembled().exchanges.first)
            #expect(wire(of: exchange, .client) == client)
            #expect(wire(of: exchange, .upstream) == upstream)
            #expect(exchange.blocks.map(\.index) == Array(0..<5))
        }
    }

    /// The frames as they stood on the wire, made again from their records.
    private func wire(of exchange: RecordedExchange, _ side: CaptureFrame.Direction) -> [UInt8] {
        var bytes: [UInt8] = []
        for block in exchange.blocks {
            guard case .frame(let mark) = block.kind, mark.direction == side else { continue }
            exchange.withBytes(of: block) { payload in
                guard let opcode = mark.opcode else { return bytes.append(contentsOf: payload) }
                let header = WebSocketFrameHeader(
                    WebSocketOpcode(UInt8(opcode)),
                    isFinal: mark.isFinal,
                    reserved: UInt8(mark.reserved),
                    mask: mark.mask,
                    payloadLength: payload.count,
                    lengthBytes: mark.lengthBytes
                )
                header.append(payload: payload, to: &bytes)
            }
        }
        return bytes
    }

    @Test func `a frame over several reads says when each share came`() throws {
        var socket = LiveSocket()
        let frame = LiveSocket.text(.upstream, "abcdef").bytes
        socket.reads = [Array(frame[..<1]), Array(frame[1..<4]), Array(frame[4...])].map {
            LiveSocket.Read(sender: .upstream, bytes: $0)
        }
        let block = try #require(try socket.assembled().exchanges.first?.blocks.first)
        #expect(block.segments.map(\.read) == [1, 2] && block.segments.map(\.byteCount) == [2, 4])
        #expect(block.read == 2)
    }

    @Test func `compressed messages are stored inflated, with and without a kept window`() throws {
        for forgets in [false, true] {
            var socket = LiveSocket()
            socket.extensions = "permessage-deflate" + (forgets ? "; server_no_context_takeover" : "")
            let second = forgets ? Self.hello : Self.helloAgain
            socket.reads = [
                LiveSocket.frame(.upstream, .text, Self.hello, reserved: 4),
                LiveSocket.frame(.upstream, .text, Array(second.prefix(2)), final: false, reserved: 4),
                LiveSocket.frame(.upstream, .continuation, Array(second.dropFirst(2))),
                LiveSocket.text(.upstream, "plain"),
            ]
            let exchange = try #require(try socket.assembled().exchanges.first)
            #expect(String(decoding: exchange.body, as: UTF8.self) == "HelloHelloplain")
            #expect(
                socket.frames()[0]
                    == #""n":0,"rd":0,"cls":"other","ws":{"op":1,"dir":"upstream","rsv":4,"z":7},"d":"Hello"}"#
            )
            #expect(exchange.notes == [])
        }
    }

    @Test func `the wire bytes of compressed frames are kept where that is asked for`() {
        var socket = LiveSocket()
        socket.extensions = "permessage-deflate"
        socket.keepsEncoded = true
        socket.reads = [LiveSocket.frame(.upstream, .text, Self.hello, reserved: 4), LiveSocket.text(.upstream, "x")]
        #expect(socket.frames().map { $0.contains("b64") } == [false, true, false])
        #expect(socket.frames()[1] == #""n":0,"rd":0,"b64":"8kjNyckHAA=="}"#)
    }

    @Test func `a message that cannot be inflated is stored as it came and told`() throws {
        var socket = LiveSocket()
        socket.extensions = "permessage-deflate"
        socket.reads = [
            LiveSocket.frame(.upstream, .text, [0xFF, 0xFF, 0xFF], reserved: 4),
            LiveSocket.frame(.upstream, .text, Self.hello, reserved: 4), LiveSocket.text(.upstream, "plain"),
        ]
        let exchange = try #require(try socket.assembled().exchanges.first)
        #expect(exchange.body == [0xFF, 0xFF, 0xFF] + Self.hello + Array("plain".utf8))
        #expect(exchange.notes.map(\.tag) == ["WS-BAD-DEFLATE"])
        #expect(socket.frames().allSatisfy { !$0.contains("\"z\"") })
    }

    @Test func `what the end cuts off is stored and marked`() throws {
        var socket = LiveSocket()
        socket.reads = [LiveSocket.Read(sender: .upstream, bytes: [0x81, 0x05, 0x48, 0x65])]
        #expect(
            socket.frames() == [
                #""n":0,"rd":0,"ws":{"op":1,"dir":"upstream","more":true,"len":5},"d":"He"}"#
            ]
        )
        socket.reads = [LiveSocket.Read(sender: .client, bytes: [0x81])]
        #expect(socket.frames() == [#""n":0,"rd":0,"ws":{"dir":"client"},"b64":"gQ=="}"#])
    }

    @Test func `the end is what the close frames say`() throws {
        func reason(_ reads: [LiveSocket.Read], _ ending: EndReason) throws -> EndReason? {
            var socket = LiveSocket()
            socket.reads = reads
            socket.ending = ending
            return try socket.assembled().exchanges.first?.end?.ending.reason
        }
        #expect(try reason([LiveSocket.close(.client)], .clientAbort) == .eof)
        #expect(try reason([LiveSocket.close(.upstream)], .upstreamAbort) == .eof)
        #expect(try reason([LiveSocket.text(.upstream, "x")], .eof) == .upstreamAbort)
        #expect(try reason([], .clientAbort) == .clientAbort)
        #expect(try reason([], .proxyStop) == .proxyStop)
    }

    @Test func `a body limit counts each side by itself`() throws {
        var socket = LiveSocket()
        socket.bodyLimit = 5
        socket.reads = [
            LiveSocket.text(.client, "12345"), LiveSocket.text(.client, "6"), LiveSocket.text(.upstream, "1234"),
            LiveSocket.text(.upstream, "56"), LiveSocket.text(.upstream, "5"),
        ]
        let exchange = try #require(try socket.assembled().exchanges.first)
        #expect(String(decoding: exchange.body, as: UTF8.self) == "1234512345")
    }

    @Test func `any whole lines of the file load`() throws {
        var socket = LiveSocket()
        socket.reads = [
            LiveSocket.text(.client, "a"), LiveSocket.frame(.upstream, .text, Array("b".utf8), final: false),
            LiveSocket.frame(.upstream, .continuation, Array("c".utf8)), LiveSocket.close(.upstream),
        ]
        let lines = socket.recorded().split(separator: 0x0A)
        for count in 1...lines.count {
            let exchanges = try LiveSocket.assembled(lines[..<count].flatMap { $0 + [0x0A] }).exchanges
            for exchange in exchanges {
                let result = ExchangeAnalyzer.analyze(exchange, keeps: .message, parser: JSONParser())
                #expect(result.state == (count == lines.count ? .complete : .open))
            }
        }
    }

    @Test(arguments: [WebSocketSender.client, .upstream])
    func `a secret is found across the frames of a message`(sender: WebSocketSender) throws {
        let pattern = try Pattern(#"sk-\w+"#)
        let rule = Rule(action: .redact(BodyRedaction(pattern: pattern, method: .mask)))
        let secret = "my key is sk-abcdefghij, keep it"
        for cut in 1..<secret.utf8.count {
            var socket = LiveSocket()
            socket.rules = [rule]
            socket.reads = [
                LiveSocket.frame(sender, .text, Array(secret.utf8.prefix(cut)), final: false),
                LiveSocket.frame(sender, .ping, Array("sk-inping".utf8)),
                LiveSocket.frame(sender, .continuation, Array(secret.utf8.dropFirst(cut))),
                LiveSocket.text(sender, "nothing here"),
            ]
            let lines = String(decoding: socket.recorded(), as: UTF8.self)
            #expect(!lines.contains("abc") && !lines.contains("hij") && !lines.contains("inping"))
            let exchange = try #require(try socket.assembled().exchanges.first)
            #expect(exchange.blocks.count == 4 && exchange.redactions.count == 2)
            let body = String(decoding: exchange.body, as: UTF8.self)
            #expect(
                body == "‹redacted:masked›" + "my key is ‹redacted:masked›, keep it" + "nothing here"
            )
        }
    }
}

extension LiveExchange {
    /// What a reader makes of an instant: it counts from the header.
    static func instant(of time: MonotonicInstant) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: (time - at(0)).count)
    }
}
