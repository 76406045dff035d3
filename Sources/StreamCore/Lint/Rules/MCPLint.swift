/// Rules about MCP streams: the response to the request, what may stand beside it, and event IDs.
struct MCPLint: StreamLint {
    /// What the request asks, as far as its body is known.
    private struct Asked {
        /// The IDs that are not answered yet, as JSON text; a batch has several.
        var open: [String]
        /// Revision 2026-07-28 or later, in which only clients make requests.
        var isStateless: Bool
    }

    private var asked: Asked?
    private var isLegacy = false
    private var eventIDs: Set<String> = []

    /// More IDs are not remembered.
    private static let mostIDs = 10_000

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        if event.ordinal == 1 || asked == nil { asked = event.request.body.map(Self.asked) }
        checkID(event.block, into: &report)
        if event.event.type.isText("endpoint") { isLegacy = true }
        guard !isLegacy else { return }
        JSONRPCMessage.forEach(in: event.event.json) { check($0, into: &report) }
    }

    mutating func check(ignored block: LintedBlock, into report: inout LintReport) {
        checkID(block.block, into: &report)
    }

    func finish(_ end: LintedEnd, into report: inout LintReport) {
        guard end.isStream, !end.isCut, end.state == .truncated else { return }
        report.add(.mcpNoResponse, "the stream ended without the response, and no event had an ID to resume from")
    }

    private mutating func check(_ message: JSONRPCMessage, into report: inout LintReport) {
        if let asked, asked.open.isEmpty {
            report.add(.mcpAfterResponse, "a message follows the response, which ends the stream")
        }
        switch message.kind {
        case .notification: break
        case .request:
            guard asked?.isStateless ?? false else { return }
            let method = Excerpt.text(of: message.method ?? "")
            report.add(.mcpServerRequest, "the server asks for \(method); revision 2026-07-28 has it ask in a result")
        case .result, .error:
            guard let id = message.json.present("id")?.value.text(), let open = asked?.open, !open.isEmpty else {
                return
            }
            guard let place = open.firstIndex(of: id) else {
                let wanted = Excerpt.text(of: open.joined(separator: ", "))
                report.add(.mcpIdMismatch, "the response's id is \(Excerpt.text(of: id)), the request's \(wanted)")
                return
            }
            asked?.open.remove(at: place)
        }
    }

    /// Each event's ID names one place in the stream, from which a client may resume.
    private mutating func checkID(_ block: FramedBlock, into report: inout LintReport) {
        guard !block.lastEventID.isEmpty, eventIDs.count < Self.mostIDs,
            SSEBlockFields(block.bytes).fields.contains(where: { $0.meaning == .id })
        else { return }
        guard eventIDs.insert(block.lastEventID.text).inserted else {
            let id = Excerpt.text(of: block.lastEventID, longest: 40)
            report.add(.mcpDupEventId, "the event ID \(id) was used before in this stream", subject: id)
            return
        }
    }

    private static func asked(by body: JSONValue) -> Asked {
        let messages = body.arrayValue ?? [body]
        return Asked(
            open: messages.compactMap { $0["method"] == nil ? nil : $0["id"]?.text() },
            isStateless: messages.contains { version(of: $0) >= "2026-07-28" }
        )
    }

    /// The revision that a request names: `initialize` among its parameters, others in `_meta`.
    private static func version(of message: JSONValue) -> String {
        let parameters = message["params"]
        if let version = parameters?["protocolVersion"]?.stringValue { return version }
        let meta = parameters?["_meta"]?.objectValue?.members ?? []
        return meta.first { $0.name.hasSuffix("rotocolVersion") }?.value.stringValue ?? ""
    }
}
