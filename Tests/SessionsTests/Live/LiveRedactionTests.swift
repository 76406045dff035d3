import Compression
import Filters
import StreamCore
import Testing

@testable import Sessions

struct LiveRedactionTests {
    private static let secret = "sk-abcdefghijklmnop"

    private func rule(
        _ method: BodyRedaction.Method = .hash,
        in parts: Set<BodyRedaction.Part> = Set(BodyRedaction.Part.allCases)
    ) throws -> Rule {
        Rule(action: .redact(BodyRedaction(pattern: try Pattern(#"sk-\w+"#), parts: parts, method: method)))
    }

    private func text(_ exchange: LiveExchange) -> String { String(decoding: exchange.recorded(), as: UTF8.self) }

    @Test func `a secret in a request never reaches the lines, wherever reads cut it`() throws {
        let body = #"{"model":"m","key":"\#(Self.secret)","more":"\#(Self.secret)"}"#
        for cut in 0...body.utf8.count {
            let pieces = [String(body.utf8.prefix(cut)) ?? "", String(body.utf8.dropFirst(cut)) ?? ""]
            let exchange = LiveExchange(rules: [try rule()], requestReads: pieces)
            #expect(!text(exchange).contains("abcdef"))
            #expect(!text(exchange).contains("klmnop"))
            let assembler = try exchange.assembled()
            #expect(assembler.warnings == [])
            let mark = RedactionEntry(pointer: "/d", method: .hash, length: Self.secret.utf8.count)
            #expect(assembler.exchanges.first?.redactions == [mark, mark])
        }
    }

    @Test func `the request's line names what was taken out`() throws {
        let exchange = LiveExchange(rules: [try rule(.mask)], requestReads: ["{\"a\":\"\(Self.secret)\"}"])
        let end = #""n":0,"d":"{\"a\":\"‹redacted:masked›\"}","red":[{"p":"/d","m":"mask","n":19}]}"#
        #expect(exchange.lines("qb").map { $0.hasSuffix(end) } == [true])
    }

    @Test func `a request that is nothing but a secret leaves its mark`() throws {
        let exchange = LiveExchange(rules: [try rule(.drop)], requestReads: [Self.secret])
        #expect(
            exchange.lines("qb").map { $0.hasSuffix(#""n":0,"d":"","red":[{"p":"/d","m":"drop","n":19}]}"#) } == [true]
        )
        #expect(try exchange.assembled().warnings == [])
    }

    @Test func `a secret in an event never reaches the lines, wherever reads cut it`() throws {
        let body = Array("data: {\"a\":1}\n\ndata: {\"b\":\"\(Self.secret)\"}\n\ndata: [DONE]\n\n".utf8)
        for cut in 0...body.count {
            let reads = [Array(body[..<cut]), Array(body[cut...])].filter { !$0.isEmpty }
            let exchange = LiveExchange(rules: [try rule(.mask)], responseReads: reads)
            #expect(!text(exchange).contains("abcdef"))
            #expect(!text(exchange).contains("klmnop"))
            let events = exchange.lines("ev")
            #expect(events.count == 3)
            #expect(
                events[1].hasSuffix(
                    #""d":"data: {\"b\":\"‹redacted:masked›\"}\n\n","red":[{"p":"/d","m":"mask","n":19}]}"#
                )
            )
            #expect(events.count { $0.contains("\"red\":") } == 1)
            // The checksum is that of what is stored.
            #expect(try exchange.assembled().warnings == [])
        }
    }

    @Test func `bytes that are no text are named by their own pointer`() throws {
        let body = [0xFF] + Array(Self.secret.utf8)
        let exchange = LiveExchange(
            rules: [try rule(.drop)],
            responseHeaders: [HeaderField("content-type", "application/octet-stream")],
            responseReads: [body]
        )
        #expect(
            exchange.lines("dat").map { $0.hasSuffix(#""b64":"/w==","red":[{"p":"/b64","m":"drop","n":19}]}"#) }
                == [true]
        )
    }

    @Test func `without a match lines are as they always are`() throws {
        let reads = [Array("data: {\"a\":1}\n\n".utf8)]
        let plain = LiveExchange(responseReads: reads)
        let ruled = LiveExchange(rules: [try rule()], responseReads: reads)
        for kind in ["qb", "ev"] {
            #expect(ruled.lines(kind).map { $0.suffix(30) } == plain.lines(kind).map { $0.suffix(30) })
            #expect(ruled.lines(kind).count == 1)
        }
    }

    @Test func `wire bytes are not kept where a rule looks for secrets`() throws {
        var coded: [UInt8] = []
        let encoder = ContentEncoder(.gzip)
        encoder.encode(Array("data: \(Self.secret)\n\n".utf8), into: &coded)
        encoder.finish(into: &coded)
        var exchange = LiveExchange(keepsEncoded: true, responseReads: [coded])
        exchange.responseHeaders.append(HeaderField("content-encoding", "gzip"))
        #expect(exchange.lines("raw").count == 1)
        exchange.rules = [try rule(in: [.requestBody])]
        #expect(exchange.lines("raw").count == 1)
        exchange.rules = [try rule(in: [.responseBody])]
        #expect(exchange.lines("raw").isEmpty)
        #expect(!text(exchange).contains(Self.secret))
    }
}
