import Sessions
import StreamCore

/// Heads and bodies of an exchange as HTTP/1.1 writes them; JSON bodies laid out.
enum HeadText {
    static func request(of exchange: AnalyzedExchange, style: SheetStyle, parser: JSONParser) -> String {
        let recorded = exchange.recorded
        guard recorded.request != nil else { return "" }
        return requestHead(of: recorded, style: style) + note(exchange.requestStorageNote, style: style)
            + body(recorded.requestBody, style: style, parser: parser)
    }

    private static func note(_ text: String?, style: SheetStyle) -> String {
        text.map { style.paint("(\($0))", .dim) + "\n" } ?? ""
    }

    static func response(of exchange: AnalyzedExchange, style: SheetStyle, parser: JSONParser) -> String {
        let recorded = exchange.recorded
        guard recorded.response != nil else { return "" }
        let head = responseHead(of: recorded, style: style)
        let note = note(exchange.storageNote, style: style)
        guard exchange.isStream else { return head + note + body(recorded.body, style: style, parser: parser) }
        // The stream as it came; what it means is in the other parts.
        let lines = SheetText.lines(String(decoding: recorded.body, as: UTF8.self)).joined(separator: "\n")
        return head + note + "\n" + lines + (lines.hasSuffix("\n") ? "" : "\n")
    }

    static func heads(of recorded: RecordedExchange, style: SheetStyle) -> String {
        let parts = [
            recorded.request.map { _ in requestHead(of: recorded, style: style) },
            recorded.response.map { _ in responseHead(of: recorded, style: style) },
        ]
        return parts.compactMap(\.self).joined(separator: "\n")
    }

    private static func requestHead(of recorded: RecordedExchange, style: SheetStyle) -> String {
        guard let head = recorded.request else { return "" }
        let line = SheetText.line("\(head.method) \(head.url) HTTP/\(head.version)")
        return style.paint(line, .strong) + "\n" + fields(head.headers, style: style)
    }

    private static func responseHead(of recorded: RecordedExchange, style: SheetStyle) -> String {
        guard let head = recorded.response?.head else { return "" }
        let author = head.author == .weir ? "  (answered by Weir)" : ""
        let tone: Tone = head.status >= 400 ? .bad : .strong
        let interim = recorded.interim.map { response in
            style.paint("HTTP/\(response.head.version) \(response.head.status)", .dim) + "\n"
                + fields(response.head.headers, style: style) + "\n"
        }
        let trailers = recorded.trailers.isEmpty ? "" : "(trailers)\n" + fields(recorded.trailers, style: style)
        return interim.joined() + style.paint("HTTP/\(head.version) \(head.status)\(author)", tone) + "\n"
            + fields(head.headers, style: style) + trailers
    }

    private static func fields(_ fields: [HeaderField], style: SheetStyle) -> String {
        fields.map { style.paint(SheetText.line($0.name), .accent) + ": \(SheetText.line($0.value))\n" }.joined()
    }

    private static func body(_ bytes: [UInt8], style: SheetStyle, parser: JSONParser) -> String {
        switch RequestResponseJSON.body(bytes, parser: parser) {
        case .null: ""
        case .string(let text): "\n" + SheetText.lines(text).joined(separator: "\n") + "\n"
        case .object(let object) where object.names == ["base64"] && bytes.first != UInt8(ascii: "{"):
            "\n" + style.paint("(\(Quantity.bytes(bytes.count)) that are not text; `--json` has them)", .dim) + "\n"
        case let json: "\n" + json.text(.pretty) + "\n"
        }
    }
}
