import StreamCore
import TestSupport
import Testing

/// All codes of each fixture, as its `lint` lists them, written by hand; heads and connections have no part in it.
@Suite struct FixtureLintTests {
    @Test(arguments: SampleCase.all)
    func `finds exactly what the fixture lists`(sample: SampleCase) throws {
        var stream = LintedStream(context: sample.context)
        stream.consume(try sample.bytes()[...])
        stream.end()
        let expected = try sample.expected()["lint"]?.arrayValue?.compactMap(\.stringValue)
        let found = Set(stream.codes)
        #expect(found == Set(expected ?? []))
    }

    @Test(arguments: SampleCase.all)
    func `finds the same whatever the reads`(sample: SampleCase) throws {
        try check(sample.bytes(), context: sample.context)
    }

    @Test(arguments: try SSEEdgeCase.load())
    func `finds the same in edge cases of framing`(edge: SSEEdgeCase) throws {
        try check(edge.input, context: DecodingContext(contentType: "text/event-stream"))
    }

    /// Copies of a stream that is fed byte by byte take the rest in one read: every cut in two.
    private func check(_ bytes: [UInt8], context: DecodingContext) throws {
        var whole = LintedStream(context: context)
        whole.consume(bytes[...])
        whole.end()
        var fed = LintedStream(context: context)
        for place in 0...bytes.count {
            var cut = fed
            cut.consume(bytes[place...])
            cut.end()
            guard cut.findings == whole.findings else {
                Issue.record("differs when it is cut at \(place): \(cut.findings) for \(whole.findings)")
                return
            }
            if place < bytes.count { fed.consume(bytes[place...place]) }
        }
    }
}

extension SampleCase {
    fileprivate var context: DecodingContext { DecodingContext(path: path, contentType: contentType) }
}
