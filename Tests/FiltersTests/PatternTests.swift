import StreamCore
import Testing

@testable import Filters

struct PatternTests {
    private func first(_ source: String, in text: String, options: Pattern.Options = []) throws -> String? {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { view in
            guard case .match(let range) = try Pattern(source, options: options).firstMatch(in: view) else {
                return nil
            }
            return String(decoding: view[range], as: UTF8.self)
        }
    }

    private func replaced(_ source: String, in bytes: [UInt8], by standIn: String) throws -> Pattern.Replacement? {
        let pattern = try Pattern(source)
        return bytes.withUnsafeBufferPointer { pattern.replacing(in: $0) { _ in standIn.utf8 } }
    }

    @Test func `finds the first match`() throws {
        #expect(try first("b+", in: "abbbabb") == "bbb")
        #expect(try first("ä.", in: "aäöü") == "äö")
        #expect(try first(#"\w+"#, in: "¡Größe!") == "Größe")
        #expect(try first("x", in: "") == nil)
        #expect(try first("", in: "") == "")
        #expect(try first("^b$", in: "a\nb\nc", options: .multiline) == "b")
        #expect(try first("a.b", in: "a\nb") == nil)
        #expect(try first("a.b", in: "a\nb", options: .dotMatchesAll) == "a\nb")
        #expect(try first("GRÜN", in: "grün", options: .ignoresCase) == "grün")
        #expect(try first("a b # c", in: "ab", options: .extended) == "ab")
    }

    @Test func `machine code is made where the system allows it`() throws {
        #expect(try Pattern("a+b").isCompiledToMachineCode)
    }

    @Test func `errors name the place and the reason in the words of PCRE2`() {
        #expect(throws: PatternError(offset: 4, message: "missing closing parenthesis")) { try Pattern("ab(c") }
        #expect(throws: PatternError.self) { try Pattern(#"\C"#) }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 70000)) }
    }

    @Test func `invalid UTF-8 neither matches nor stops the search`() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x62, 0xE2, 0x82] + Array("xyz".utf8)
        let (end, all) = (try Pattern("xyz"), try Pattern("^.{9}$"))
        bytes.withUnsafeBufferPointer { view in
            #expect(end.firstMatch(in: view) == .match(6..<9))
            #expect(all.firstMatch(in: view) == .noMatch)
        }
        let replaced = try replaced("b|z", in: bytes, by: "_")
        #expect(replaced?.bytes == [0x61, 0xFF, 0xC3, 0x5F, 0xE2, 0x82] + Array("xy_".utf8))
    }

    @Test func `replaces every match and tells where they were`() throws {
        let result = try replaced("[0-9]+", in: Array("a1b22c333".utf8), by: "#")
        #expect(result?.bytes == Array("a#b#c#".utf8))
        #expect(result?.ranges == [1..<2, 3..<5, 6..<9])
        #expect(result?.isComplete == true)
        #expect(try replaced("x", in: Array("abc".utf8), by: "#") == nil)
        #expect(try replaced("b*", in: Array("abbc".utf8), by: "#")?.bytes == Array("a#c".utf8))
        #expect(
            try replaced(#"key=\K\w+"#, in: Array("key=s1 key=s2".utf8), by: "#")?.bytes == Array("key=# key=#".utf8)
        )
        #expect(try replaced("x", in: [], by: "#") == nil)
    }

    @Test func `exponential backtracking ends at the limit`() throws {
        let bytes = Array(String(repeating: "a", count: 40).utf8) + [0x21]
        let began = ContinuousClock.now
        let pattern = try Pattern("(a+)+$")
        bytes.withUnsafeBufferPointer { view in
            #expect(pattern.firstMatch(in: view) == .limitReached)
            #expect(!pattern.matches(view))
        }
        #expect(ContinuousClock.now - began < .seconds(2))
    }

    @Test func `quadratic scanning ends at the limit`() throws {
        let bytes = [UInt8](repeating: 0x61, count: 2_000_000)
        let began = ContinuousClock.now
        // The look-ahead keeps PCRE2 from seeing that later starts must fail as well.
        let outcome = try bytes.withUnsafeBufferPointer { try Pattern("(?=a*+b)a").firstMatch(in: $0) }
        #expect(outcome == .limitReached)
        #expect(ContinuousClock.now - began < .seconds(5))
    }

    @Test func `slices of a long search miss nothing`() throws {
        var bytes = [UInt8](repeating: 0x20, count: 5_000_000)
        let places = [0, 3354, 3355, 3356, 100_000, 4_999_998]
        for place in places { bytes.replaceSubrange(place..<(place + 1), with: [0x78]) }
        let result = try replaced("x", in: bytes, by: "")
        #expect(result?.ranges == places.map { $0..<($0 + 1) })
        #expect(result?.bytes.count == bytes.count - places.count)
    }

    @Test func `one pattern serves many threads`() async throws {
        let pattern = try Pattern(#"(\w+)@(\w+)\.org"#)
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let text = "mail user\(task)@example.org now"
                    for _ in 0..<2000 where !pattern.matches(text) { return false }
                    return !pattern.matches("mail user at example")
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func `prints as an expression writes it`() throws {
        #expect(try Pattern("a/b", options: [.ignoresCase, .multiline]).description == #"/a\/b/im"#)
        #expect(try Pattern(#"a\/b\\"#).description == #"/a\/b\\/"#)
        #expect(try Pattern("a") == Pattern("a"))
        #expect(try Pattern("a") != Pattern("a", options: .ignoresCase))
    }
}
