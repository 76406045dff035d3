import StreamCore
import TestSupport
import Testing

@testable import CaptureFile

struct CaptureDecoderTests {
    /// What a list of pieces decodes to, as text that can be compared.
    private struct Outcome: Equatable {
        var records: [String] = []
        var tail: CaptureDecoder.Tail?
        var error: CaptureFormatError?
    }

    private func decode(_ pieces: [[UInt8]]) -> Outcome {
        let decoder = CaptureDecoder()
        var outcome = Outcome()
        let keep = { (record: CaptureRecord) in outcome.records.append(summary(record)) }
        do throws(CaptureFormatError) {
            for piece in pieces {
                if let error = piece.withUnsafeBufferPointer({ refusal(decoder, $0, keep) }) { throw error }
            }
            outcome.tail = try decoder.finish(keep)
        } catch {
            outcome.error = error
        }
        return outcome
    }

    private func refusal(
        _ decoder: CaptureDecoder,
        _ bytes: ByteView,
        _ keep: (CaptureRecord) -> Void
    ) -> CaptureFormatError? {
        do throws(CaptureFormatError) {
            try decoder.consume(bytes, keep)
            return nil
        } catch {
            return error
        }
    }

    private func summary(_ record: CaptureRecord) -> String {
        let id = record.exchange.map { String(decoding: $0, as: UTF8.self) } ?? "-"
        let place = "\(record.line) \(record.sequence) +\(record.missingBefore) \(record.time ?? -1) \(id)"
        let body: CaptureRecord.Body
        switch record.kind {
        case .event(let found), .data(let found), .requestBody(let found), .raw(let found): body = found
        default: return "\(place) \(record.kind)"
        }
        return "\(place) \(record.index ?? -1) \(body.read ?? -1) \(Array(body.bytes)) \(body.segments)"
    }

    private func decode(_ text: String) -> Outcome { decode([Array(text.utf8)]) }

    private let header = #"{"k":"hdr","seq":0,"t":0,"hdr":{"fmt":"weir-capture","v":1}}"# + "\n"

    /// A file with every kind in it.
    private var sample: [UInt8] {
        var encoder = CaptureEncoder()
        let id = CaptureSamples.id
        encoder.header(CaptureSamples.header, at: CaptureSamples.origin)
        encoder.request(id, CaptureSamples.requestHead, at: CaptureSamples.at(1))
        encoder.response(id, CaptureSamples.responseHead, connection: nil, at: CaptureSamples.at(2))
        encoder.event(CaptureBlock(index: 0, read: 0, time: CaptureSamples.at(3)), Array("data: €\n\n".utf8))
        encoder.event(CaptureBlock(index: 1, read: 1, time: CaptureSamples.at(4)), [0xFF, 0])
        encoder.note("x", at: CaptureSamples.at(5))
        encoder.footer(at: CaptureSamples.at(6))
        return encoder.buffer
    }

    @Test func `pieces of any size give the same records`() {
        let whole = decode([sample])
        #expect(whole.records.count == 7)
        #expect(whole.tail == CaptureDecoder.Tail(tornBytes: 0, isClosed: true))
        for pieces in SplitFeeding.allCuts(of: sample) { #expect(decode(pieces) == whole) }
    }

    @Test func `every prefix loads its whole lines and tells of the rest`() {
        let file = sample
        let whole = decode([file]).records
        for length in 0...file.count {
            let prefix = Array(file[..<length])
            let outcome = decode([prefix])
            let lines = prefix.count { $0 == 0x0A }
            let rest = prefix.count - (prefix.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
            #expect(outcome.error == nil)
            // A line that lacks only its LF is whole.
            let lacksOnlyLF = length < file.count && file[length] == 0x0A
            #expect(outcome.records == Array(whole.prefix(lines + (lacksOnlyLF ? 1 : 0))), "at \(length)")
            #expect(outcome.tail?.tornBytes == (lacksOnlyLF ? 0 : rest), "at \(length)")
            #expect(outcome.tail?.isClosed == (length >= file.count - 1))
        }
    }

    @Test(arguments: [
        "hello\n", "{\"a\":1}\n", "[1]\n", "{\"k\":\"req\"}\n", "\u{1}\u{2}", "no line feed", "{\"k\":\"hdr\"}",
        #"{"k":"hdr","hdr":{"fmt":"other","v":1}}"# + "\n", #"{"k":"hdr","hdr":{"fmt":"weir-capture"}}"# + "\n",
        "{\"k\":\n",
    ])
    func `a foreign file is refused`(text: String) {
        #expect(decode(text).error == .foreign)
        #expect(decode(text).records.isEmpty)
    }

    @Test func `another version is refused, wherever it begins`() {
        let next = #"{"k":"hdr","seq":0,"t":0,"hdr":{"fmt":"weir-capture","v":2}}"# + "\n"
        #expect(decode(next).error == .unknownVersion(2))
        #expect(decode(header + next).error == .unknownVersion(2))
        #expect("\(CaptureFormatError.unknownVersion(2))".contains("update Weir"))
    }

    @Test func `nothing is an open file without lines`() {
        #expect(decode("") == Outcome(tail: CaptureDecoder.Tail(tornBytes: 0, isClosed: false)))
    }

    @Test func `a bad line is named and the rest loads`() {
        let outcome = decode(
            header + "rubbish\n{\"k\":\"note\",\n{}\n[]\n" + #"{"k":"dat","b64":"?","n":0}"# + "\n" + header
        )
        #expect(outcome.records.count == 7)
        #expect(outcome.records[1].contains("2 1 +0 -1 - unreadable(\"not a JSON object\")"))
        #expect(outcome.records[2].hasPrefix("3 2 +0"))
        #expect(outcome.records[3].contains("no `k`"))
        #expect(outcome.records[5].contains("`b64` is not Base64"))
        #expect(outcome.records[6].hasPrefix("7 0 +0 0 - header"))
    }

    @Test func `a later header that is spoilt is a bad line`() {
        let outcome = decode(header + #"{"k":"hdr","seq":1}"# + "\n")
        #expect(outcome.error == nil)
        #expect(outcome.records.last?.contains("not a `weir-capture` header") == true)
    }

    @Test func `unknown kinds and keys are passed over`() {
        let outcome = decode(header + #"{"k":"new","seq":1,"t":5,"future":{"a":[1]}}"# + "\n")
        #expect(outcome.records.last == "2 1 +0 5 - other")
    }

    @Test func `holes in seq are counted`() {
        let outcome = decode(header + #"{"k":"x","seq":4}"# + "\n" + #"{"k":"x","seq":5}"# + "\n")
        #expect(outcome.records[1].hasPrefix("2 4 +3"))
        #expect(outcome.records[2].hasPrefix("3 5 +0"))
    }

    @Test func `a line made by hand needs only k, x, d and t, in any order and spacing`() {
        let edited = #" { "t" : 7 , "d" : "data: hi\n\n", "x": "mine", "k": "ev" } "# + "\r\n"
        let outcome = decode(header + "\n\r\n" + edited + #"{"k":"ev","seq":1,"x":"mine","rd":3,"t":8,"d":""}"# + "\n")
        #expect(outcome.records[1] == "4 1 +0 7 mine -1 -1 \(Array("data: hi\n\n".utf8)) []")
        #expect(outcome.records[2] == "5 1 +0 8 mine -1 3 [] []")
    }

    @Test func `a byte order mark and flat payloads are tolerated`() {
        let outcome = decode(
            "\u{FEFF}" + #"{"k":"hdr","fmt":"weir-capture","v":1}"# + "\n" + #"{"k":"note","text":"a"}"#
        )
        #expect(outcome.error == nil)
        #expect(outcome.records.last?.contains(#"note(text: "a", tag: nil)"#) == true)
    }

    @Test func `numbers beyond the format's range count as absent`() {
        let outcome = decode(header + #"{"k":"ev","x":"a","t":9e18,"n":-1,"rd":99999999999999999999,"d":""}"# + "\n")
        #expect(outcome.records[1] == "2 1 +0 -1 a -1 -1 [] []")
    }

    @Test func `the line's own text is at hand for those who rewrite`() throws {
        let line = #"{"k":"new","seq":1,"z":1.50}"#
        var text = ""
        try Array((header + line + "\n").utf8).withUnsafeBufferPointer { bytes in
            try CaptureDecoder().consume(bytes) { text = String(decoding: $0.text, as: UTF8.self) }
        }
        #expect(text == line)
    }

    @Test func `records are what the encoder was given`() throws {
        var found: [CaptureRecord.Kind] = []
        try sample.withUnsafeBufferPointer { bytes in
            try CaptureDecoder().consume(bytes) { found.append($0.kind) }
        }
        guard case .header(let header) = found[0], case .request(let request) = found[1] else {
            Issue.record("no header or no request")
            return
        }
        #expect(header == CaptureSamples.header)
        #expect(request.headers == CaptureSamples.requestHead.headers)
        #expect(request.firstByteTime == 500)
        #expect(request.target == CaptureSamples.requestHead.target)
    }
}
