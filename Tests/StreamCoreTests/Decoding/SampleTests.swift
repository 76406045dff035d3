import StreamCore
import TestSupport
import Testing

@Suite struct SampleTests {
    @Test(arguments: SampleCase.all)
    func `rebuilds the message that the fixture expects`(sample: SampleCase) throws {
        let stream = try decode(sample, reads: [sample.bytes()])
        let expected = try sample.expected()
        #expect((stream.decoder.message ?? .null).comparable == (expected["final"] ?? .null).comparable)
        let partial = stream.decoder.partialJSON.map { (String($0.key), JSONValue.string($0.value)) }
        #expect(JSONValue.object(JSONObject(partial)) == expected["partial_json"] ?? [:])
    }

    @Test(arguments: SampleCase.all)
    func `names the dialect, counts the events and finds the firsts`(sample: SampleCase) throws {
        let stream = try decode(sample, reads: [sample.bytes()])
        let expected = try sample.expected()
        #expect(stream.decoder.dialect == sample.dialect)
        #expect(stream.decoder.eventCount == expected["events"]?.intValue)
        let firsts = (expected["first"]?.objectValue ?? JSONObject()).members
        #expect(stream.first == Dictionary(uniqueKeysWithValues: firsts.map { ($0.name, $0.value.intValue ?? 0) }))
    }

    @Test(arguments: SampleCase.all)
    func `ends in the state that the outcome means and reports the error as it came`(sample: SampleCase) throws {
        let stream = try decode(sample, reads: [sample.bytes()])
        let expected = try sample.expected()
        let states: [String: EndState] = [
            "complete": .complete, "complete-no-terminator": .complete, "blocked": .complete,
            "truncated": .truncated, "error": .error,
        ]
        #expect(stream.outcomeState == states[expected["outcome"]?.stringValue ?? ""])
        #expect((stream.decoder.error?.raw ?? .null).comparable == (expected["error"] ?? .null).comparable)
        #expect(stream.decoder.answer.error == stream.decoder.error)
    }

    @Test(arguments: SampleCase.all)
    func `decodes the same whatever the reads`(sample: SampleCase) throws {
        let bytes = try sample.bytes()
        let whole = try decode(sample, reads: [bytes])
        let (message, answer) = (whole.decoder.message, whole.decoder.answer)
        // Copies of a stream that is fed byte by byte take the rest in one read: every cut in two.
        var fed = stream(of: sample)
        for place in 0...bytes.count {
            var cut = fed
            cut.consume(bytes[place...])
            cut.end()
            guard cut.deltas == whole.deltas, cut.first == whole.first, cut.decoder.message == message,
                cut.decoder.answer == answer, cut.outcomeState == whole.outcomeState
            else {
                Issue.record("differs when it is cut at \(place)")
                return
            }
            if place < bytes.count { fed.consume(bytes[place...place]) }
        }
    }

    @Test(arguments: SampleCase.all)
    func `survives any byte that is flipped, dropped or doubled`(sample: SampleCase) throws {
        let bytes = try sample.bytes()
        var generator = SeededGenerator(seed: 7)
        var fed = stream(of: sample)
        for place in bytes.indices {
            let flipped = bytes[place] ^ UInt8.random(in: 1...255, using: &generator)
            let isDropped = place.isMultiple(of: 2)
            for heads in [[flipped], isDropped ? [] : [bytes[place], bytes[place]]] {
                var mutant = fed
                mutant.consume(heads[...])
                mutant.consume(bytes[(place + 1)...])
                mutant.end()
                // Rebuilding must hold out too.
                if mutant.decoder.message == nil, mutant.decoder.eventCount > bytes.count {
                    Issue.record("more events than bytes")
                }
            }
            fed.consume(bytes[place...place])
        }
    }

    @Test(arguments: SampleCase.all)
    func `needs no path to know the dialect`(sample: SampleCase) throws {
        var stream = DecodedStream(context: DecodingContext(contentType: sample.contentType))
        stream.consume([try sample.bytes()])
        let expected = try sample.expected()
        #expect((stream.decoder.message ?? .null).comparable == (expected["final"] ?? .null).comparable)
    }

    @Test(arguments: SampleCase.all)
    func `a decoder that counts keeps no text`(sample: SampleCase) throws {
        let kept = try decode(sample, reads: [sample.bytes()])
        let live = try decode(sample, reads: [sample.bytes()], keeps: .nothing)
        #expect(live.deltas == kept.deltas)
        #expect(live.decoder.message == nil)
        #expect(live.decoder.answer.choices.allSatisfy { $0.text == nil && $0.reasoning == nil && $0.refusal == nil })
        #expect(live.decoder.answer.choices.map(\.finishReason) == kept.decoder.answer.choices.map(\.finishReason))
        #expect(live.decoder.answer.usage == kept.decoder.answer.usage)
    }

    @Test(arguments: SampleCase.all)
    func `beside a live stream the outcome is known and nothing else kept`(sample: SampleCase) throws {
        let kept = try decode(sample, reads: [sample.bytes()])
        let live = try decode(sample, reads: [sample.bytes()], keeps: .outcome)
        #expect(live.deltas == kept.deltas)
        #expect(live.outcomeState == kept.outcomeState)
        #expect(live.decoder.model == kept.decoder.model)
        #expect(live.decoder.answer == ModelAnswer(keepsText: false))
    }

    private func decode(
        _ sample: SampleCase,
        reads: [[UInt8]],
        keeps: StreamDecoder.Keeping = .message
    ) throws -> DecodedStream {
        var stream = stream(of: sample, keeps: keeps)
        stream.consume(reads)
        return stream
    }

    private func stream(of sample: SampleCase, keeps: StreamDecoder.Keeping = .message) -> DecodedStream {
        let context = DecodingContext(path: sample.path, contentType: sample.contentType)
        return DecodedStream(context: context, keeps: keeps)
    }
}
