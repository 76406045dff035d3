/// Rules about JSON lines.
enum NDJSONLint {
    static func check(_ block: FramedBlock, into report: inout LintReport) {
        guard block.piece == .whole else { return }
        if block.isBlank {
            if !block.isTail { report.add(.ndjsonBlankLine, "a blank line between the JSON lines", evidence: "") }
        } else if let (offset, name) = lineEnd(in: block.data) {
            var place = report.place
            let start = block.data.baseAddress.flatMap { data in block.bytes.baseAddress.map { data - $0 } } ?? 0
            place.offset = place.offset.map { $0 + start + offset }
            report.add(.ndjsonUnicodeEol, "a raw \(name), at which some clients end the line", at: place)
        }
    }

    /// The first character that Unicode counts as a line end and JSON does not: Python's `splitlines` cuts there.
    private static func lineEnd(in line: ByteView) -> (offset: Int, name: String)? {
        for place in line.indices {
            switch line[place] {
            case 0x0B: return (place, "VT")
            case 0x0C: return (place, "FF")
            case 0xC2 where place + 1 < line.count && line[place + 1] == 0x85: return (place, "U+0085")
            case 0xE2 where place + 2 < line.count && line[place + 1] == 0x80 && line[place + 2] & 0xFE == 0xA8:
                return (place, line[place + 2] == 0xA8 ? "U+2028" : "U+2029")
            default: continue
            }
        }
        return nil
    }
}
