#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import StreamCore
import TestSupport
import Testing

/// Streams that were changed in one place: nothing crashes, nothing hangs, nothing grows, and what is wrong is found.
///
/// `WEIR_ALL_MUTATIONS=1` changes every byte and removes every line; else some places are chosen, always the same.
@Suite struct MutationTests {
    private static let isWhole = getenv("WEIR_ALL_MUTATIONS") != nil
    private static let count = 6

    private func mutations(of bytes: [UInt8], seed: UInt64) -> [Mutation] {
        var generator = SeededGenerator(seed: seed)
        return Self.isWhole
            ? Mutation.all(of: bytes, using: &generator)
            : Mutation.some(of: bytes, count: Self.count, using: &generator)
    }

    @Test(.timeLimit(.minutes(Self.isWhole ? 60 : 2)), arguments: SampleCase.all)
    func `what contradicts itself is found`(sample: SampleCase) throws {
        let bytes = try sample.bytes()
        let original = ReadStream(bytes, of: sample)
        for mutation in mutations(of: bytes, seed: UInt64(bytes.count)) {
            let mutant = ReadStream(mutation.apply(to: bytes), of: sample)
            if case .missed(let why) = MutantVerdict(mutant, of: original) { Issue.record("\(mutation): \(why)") }
            checkSize(of: mutant, bytes.count, mutation.description)
        }
    }

    /// Random bytes, and random pieces of what streams are made of.
    @Test(.timeLimit(.minutes(2)), arguments: 0..<40)
    func `noise is survived`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for sample in SampleCase.all.shuffled(using: &generator).prefix(Self.isWhole ? 100 : 8) {
            let isText = Bool.random(using: &generator)
            let noise = isText ? Noise.pieces(200, using: &generator) : Noise.bytes(2000, using: &generator)
            let stream = ReadStream(noise, of: sample)
            checkSize(of: stream, noise.count, "seed \(seed)")
        }
    }

    /// What is kept is bounded by what came, whatever the numbers in it say.
    private func checkSize(of stream: ReadStream, _ count: Int, _ what: String) {
        #expect(stream.deltaCount <= 4 * count + 16, "\(what)")
        #expect(stream.findings.count <= 32 * 16, "\(what)")
        #expect((stream.message?.text().utf8.count ?? 0) <= 8 * count + 4096, "\(what)")
    }
}

/// Bytes that no server means.
private enum Noise {
    static func bytes(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    static func pieces(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).flatMap { _ in Array((pieces.randomElement(using: &generator) ?? "").utf8) }
    }

    private static let pieces = [
        "data: ", "data:", "event: ", "id: 1", "retry: 9", ": c", "\n", "\n\n", "\r", "\r\n", "\u{FEFF}", "{", "}", "[",
        "]", ",", ":", "\"", "\\", "\\ud83d", "[DONE]", "null", "true", "-1", "1e999", "999999999999999999999",
        #""choices""#, #""delta""#, #""index""#, #""content""#, #""tool_calls""#, #""type""#, #""message_start""#,
        #""content_block_delta""#, #""response.output_text.delta""#, #""output_index""#, #""candidates""#, #""error""#,
        #"data: {"choices":[{"index":99999999,"delta":{"content":"a"}}]}"# + "\n\n",
        #"data: {"type":"content_block_start","index":-3,"content_block":{"type":"text"}}"# + "\n\n",
        #"data: {"type":"response.output_text.delta","output_index":4000000000,"delta":"a"}"# + "\n\n",
        #"data: {"candidates":[{"index":77777777,"content":{"parts":[{"text":"a"}]}}]}"# + "\n\n",
    ]
}
