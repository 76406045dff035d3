/// Writes server-sent events as bytes that a parser reads back unchanged.
package enum SSESerializer {
    /// Appends one block, its blank line included.
    ///
    /// Data is split at its line ends, of whatever style, one `data` line each. Line ends in `type` and
    /// `id`, and NUL in `id`, cannot be written; they are left out.
    ///
    /// - Parameters:
    ///   - type: the event name; empty writes none.
    ///   - data: nil writes no `data` line: the block is not dispatched.
    ///   - id: the last event ID from here on.
    ///   - retry: the reconnection time in milliseconds.
    ///   - output: what is appended to.
    package static func append(
        type: String = "",
        data: String?,
        id: String? = nil,
        retry: Int? = nil,
        to output: inout [UInt8]
    ) {
        if let id { append(field: "id", oneLine(id).filter { $0 != 0 }, to: &output) }
        if !type.isEmpty { append(field: "event", oneLine(type), to: &output) }
        if let retry { append(field: "retry", Array(String(max(retry, 0)).utf8), to: &output) }
        if let data { append(dataLines: Array(data.utf8), to: &output) }
        output.append(ByteScan.lineFeed)
    }

    /// Appends a block that holds nothing but a comment.
    package static func append(comment: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: ":"))
        output.append(contentsOf: oneLine(comment))
        output.append(contentsOf: [ByteScan.lineFeed, ByteScan.lineFeed])
    }

    /// The bytes of one block.
    package static func bytes(type: String = "", data: String?, id: String? = nil, retry: Int? = nil) -> [UInt8] {
        var output: [UInt8] = []
        append(type: type, data: data, id: id, retry: retry, to: &output)
        return output
    }

    private static func append(dataLines data: [UInt8], to output: inout [UInt8]) {
        var start = 0
        while true {
            let end = data[start...].firstIndex { $0 == ByteScan.lineFeed || $0 == ByteScan.carriageReturn }
            append(field: "data", Array(data[start..<(end ?? data.count)]), to: &output)
            guard let end else { return }
            let isCRLF = data[end...].starts(with: [ByteScan.carriageReturn, ByteScan.lineFeed])
            start = end + (isCRLF ? 2 : 1)
        }
    }

    private static func append(field name: StaticString, _ value: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: ByteView(start: name.utf8Start, count: name.utf8CodeUnitCount))
        output.append(UInt8(ascii: ":"))
        if !value.isEmpty { output.append(UInt8(ascii: " ")) }
        output.append(contentsOf: value)
        output.append(ByteScan.lineFeed)
    }

    private static func oneLine(_ text: String) -> [UInt8] {
        text.utf8.filter { $0 != ByteScan.lineFeed && $0 != ByteScan.carriageReturn }
    }
}
