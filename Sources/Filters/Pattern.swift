internal import CPCRE2
package import StreamCore
internal import Synchronization

/// One compiled PCRE2 pattern, in UTF-8 mode; the only file that calls `pcre2_*`.
///
/// Subjects are bytes and need not be valid UTF-8: what is invalid simply does not match. One pattern
/// serves any number of threads. Backtracking, memory and time are limited, so a bad pattern ends in a
/// ``Outcome/limitReached`` instead of hanging.
// SAFETY: `code` is written only in `init` and PCRE2 documents a compiled (and JIT-compiled) pattern as
// read-only during matching; everything that a match writes to lies in a `MatchState`, and a state is
// used by one thread at a time because it is taken out of the mutex-guarded pool for the match.
package final class Pattern: @unchecked Sendable {
    /// The letters that may follow `/…/`.
    package struct Options: OptionSet, Hashable, Sendable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `i`.
        package static let ignoresCase = Self(rawValue: 1)
        /// `s`: the dot matches line breaks.
        package static let dotMatchesAll = Self(rawValue: 2)
        /// `m`: `^` and `$` match at every line.
        package static let multiline = Self(rawValue: 4)
        /// `x`: white space and `#` comments in the pattern are ignored.
        package static let extended = Self(rawValue: 8)
    }

    package enum Outcome: Equatable, Sendable {
        /// The byte range of the match.
        case match(Range<Int>)
        case noMatch
        /// The pattern needed too many steps on this subject, so the answer is unknown.
        case limitReached
    }

    package let source: String
    package let options: Options
    /// Whether machine code could be made; if not, the interpreter matches, 10 to 30 times slower.
    package let isCompiledToMachineCode: Bool
    private let code: OpaquePointer
    private let idleStates = Mutex<[MatchState]>([])

    private static let maximumLength = 1 << 16
    private static let maximumIdleStates = 8

    package init(_ source: String, options: Options = []) throws(PatternError) {
        self.source = source
        self.options = options
        code = try Self.compile(source, options)
        isCompiledToMachineCode = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
    }

    deinit { pcre2_code_free_8(code) }

    /// The first match.
    package func firstMatch(in bytes: ByteView) -> Outcome {
        var search = PatternSearch(length: bytes.count)
        return nextMatch(in: bytes, search: &search)
    }

    /// The next match of a search; `search` carries the place and the time that is left.
    func nextMatch(in bytes: ByteView, search: inout PatternSearch, allowsEmpty: Bool = true) -> Outcome {
        guard let state = takeState() else { return .limitReached }
        defer { giveBack(state) }
        while let (from, limit) = search.nextSlice() {
            pcre2_set_offset_limit_8(state.context, limit)
            let result = run(state, bytes, from: from, allowsEmpty: allowsEmpty)
            if result > 0, let range = state.range {
                search.resume(at: range.upperBound)
                return .match(range)
            }
            if result != PCRE2_ERROR_NOMATCH { return .limitReached }
        }
        return search.isExhausted ? .limitReached : .noMatch
    }

    private func run(_ state: MatchState, _ bytes: ByteView, from: Int, allowsEmpty: Bool) -> Int32 {
        let options = allowsEmpty ? 0 : UInt32(PCRE2_NOTEMPTY)
        // PCRE2 wants an address even for an empty subject.
        guard let base = bytes.baseAddress else {
            return withUnsafeBytes(of: UInt8(0)) { nothing in
                let address = nothing.baseAddress?.assumingMemoryBound(to: UInt8.self)
                return pcre2_match_8(code, address, 0, 0, options, state.data, state.context)
            }
        }
        return pcre2_match_8(code, base, bytes.count, from, options, state.data, state.context)
    }

    private static func compile(_ source: String, _ options: Options) throws(PatternError) -> OpaquePointer {
        guard source.utf8.count <= maximumLength else {
            throw PatternError(offset: maximumLength, message: "a pattern may have at most 65536 bytes")
        }
        // UCP gives \w, \d and \b their Unicode meaning; \C would split characters and stop the JIT.
        var flags = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT
        if options.contains(.ignoresCase) { flags |= PCRE2_CASELESS }
        if options.contains(.dotMatchesAll) { flags |= PCRE2_DOTALL }
        if options.contains(.multiline) { flags |= PCRE2_MULTILINE }
        if options.contains(.extended) { flags |= PCRE2_EXTENDED }
        var errorCode: Int32 = 0
        var errorOffset = 0
        var text = source
        let code = text.withUTF8 { pattern in
            // A null address is refused even with length 0, and an empty String may have one.
            withUnsafeBytes(of: UInt8(0)) { nothing in
                let empty = nothing.baseAddress?.assumingMemoryBound(to: UInt8.self)
                return pcre2_compile_8(
                    pattern.baseAddress ?? empty,
                    pattern.count,
                    flags,
                    &errorCode,
                    &errorOffset,
                    nil
                )
            }
        }
        guard let code else { throw PatternError(offset: errorOffset, message: message(errorCode)) }
        return code
    }

    private static func message(_ errorCode: Int32) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let count = pcre2_get_error_message_8(errorCode, buffer.baseAddress, buffer.count)
            return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
        }
    }

    private func takeState() -> MatchState? {
        idleStates.withLock { $0.popLast() } ?? MatchState(for: code)
    }

    private func giveBack(_ state: MatchState) {
        idleStates.withLock { states in
            if states.count < Self.maximumIdleStates { states.append(state) }
        }
    }
}

/// What one running match writes to.
// SAFETY: owned by one thread at a time; it changes hands only under the pool's mutex.
private final class MatchState: @unchecked Sendable {
    let data: OpaquePointer
    let context: OpaquePointer
    private let stack: OpaquePointer?

    /// Backtracking steps for one start position; about 10 ms of work.
    private static let matchLimit: UInt32 = 1_000_000
    private static let heapLimitKiB: UInt32 = 16 << 10
    private static let smallestStack = 32 << 10
    private static let largestStack = 1 << 20

    init?(for code: OpaquePointer) {
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_match_data_free_8(data)
            return nil
        }
        self.data = data
        self.context = context
        stack = pcre2_jit_stack_create_8(Self.smallestStack, Self.largestStack, nil)
        pcre2_set_match_limit_8(context, Self.matchLimit)
        pcre2_set_heap_limit_8(context, Self.heapLimitKiB)
        if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(data)
        if let stack { pcre2_jit_stack_free_8(stack) }
    }

    /// Where the last match lies; `\K` inside a look-around can put its start behind its end.
    var range: Range<Int>? {
        guard let offsets = pcre2_get_ovector_pointer_8(data), offsets[0] <= offsets[1] else { return nil }
        return Int(offsets[0])..<Int(offsets[1])
    }
}
