internal import CSimdjson

/// Parses JSON documents with simdjson into a tape that ``JSONView`` reads without allocating.
///
/// One parser serves one thread. Its buffers are reused: a view is valid until the next `parse`. A document with
/// a whole image in it makes them as large; the next small one gives that back.
package final class JSONParser {
    /// Why a document was refused.
    package struct Failure: Error, Equatable {
        package var message: String
    }

    private var handle: OpaquePointer?
    private let maximumBytes: Int
    private let padding = weir_json_padding()
    private var input: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// What had to be mended in the last document so that it parses.
    private(set) package var repairs: JSONRepairs = []

    /// - Parameter maximumBytes: longer documents are refused, not parsed.
    package init(maximumBytes: Int = 256 << 20) {
        self.maximumBytes = maximumBytes
        handle = weir_json_parser_create(maximumBytes)
        capacity = Self.firstCapacity
        input = .allocate(capacity: capacity + padding)
    }

    deinit {
        if let handle { weir_json_parser_destroy(handle) }
        input.deallocate()
    }

    /// Parses one document; the view is valid until the next call.
    ///
    /// Simdjson refuses some documents that other parsers take; these are mended and tried again.
    package func parse(_ bytes: ByteView) -> Result<JSONView, Failure> {
        repairs = []
        let first = parseStrictly(bytes)
        guard case .failure = first, let mended = JSONRepair.mended(bytes) else { return first }
        let second = mended.bytes.withUnsafeBufferPointer { parseStrictly($0) }
        if case .success = second { repairs = mended.repairs }
        return second
    }

    private func parseStrictly(_ bytes: ByteView) -> Result<JSONView, Failure> {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            return .failure(Failure(message: "empty document"))
        }
        reserve(bytes.count)
        guard let handle else { return .failure(Failure(message: "out of memory")) }
        input.update(from: start, count: bytes.count)
        (input + bytes.count).update(repeating: 0, count: padding)
        let code = weir_json_parse(handle, input, bytes.count)
        guard code == 0, let tape = weir_json_tape(handle), let strings = weir_json_strings(handle) else {
            return .failure(Failure(message: String(cString: weir_json_error_message(code))))
        }
        // Word 0 is the document's root; the value begins at word 1.
        return .success(JSONView(tape: tape, strings: strings, position: 1))
    }

    /// The view of a valid document, else nil.
    package func view(of bytes: ByteView) -> JSONView? {
        try? parse(bytes).get()
    }

    private static let firstCapacity = 4096
    /// Buffers for longer documents are not kept for short ones.
    private static let keptCapacity = 1 << 20

    private func reserve(_ count: Int) {
        if capacity > Self.keptCapacity, count <= Self.keptCapacity { shrink() }
        guard count > capacity else { return }
        input.deallocate()
        capacity = count + count / 2
        input = .allocate(capacity: capacity + padding)
    }

    private func shrink() {
        guard let fresh = weir_json_parser_create(maximumBytes) else { return }
        if let handle { weir_json_parser_destroy(handle) }
        handle = fresh
        input.deallocate()
        capacity = Self.firstCapacity
        input = .allocate(capacity: capacity + padding)
    }
}
