/// Rules about MCP streams: the response to the request, what may stand beside it, and event IDs.
struct MCPLint: StreamLint {
    /// The IDs of the request, or of a batch of them, that are not answered yet, as JSON text; nil without its body.
    private var unanswered: [String]?
    /// Revision 2026-07-28 or later, in which only clients make requests; nil until an event shows the request.
    private var isStateless: Bool?
    private var isLegacy = false
    private var eventIDs: Set<String> = []

    /// Revisions are dates.
    private static let firstStateless = "2026-07-28"

    /// More IDs are not remembered.
    private static let mostIDs = 10_000

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        if isStateless == nil {
            unanswered = event.request.body.map(Self.ids)
            isStateless = Self.isStateless(event.request)
        }
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
        if let unanswered, unanswered.isEmpty {
            report.add(.mcpAfterResponse, "a message follows the response, which ends the stream")
        }
        switch message.kind {
        case .notification: break
        case .request:
            guard isStateless ?? false else { return }
            let method = Excerpt.text(of: message.method ?? "")
            report.add(.mcpServerRequest, "the server asks for \(method); revision 2026-07-28 has it ask in a result")
        case .result, .error:
            guard let id = message.json.present("id")?.value.text(), let open = unanswered, !open.isEmpty else {
                return
            }
            guard let place = open.firstIndex(of: id) else {
                let wanted = Excerpt.text(of: open.joined(separator: ", "))
                report.add(.mcpIdMismatch, "the response's id is \(Excerpt.text(of: id)), the request's \(wanted)")
                return
            }
            unanswered?.remove(at: place)
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

    private static func ids(of body: JSONValue) -> [String] {
        messages(body).compactMap { $0["method"] == nil ? nil : $0["id"]?.text() }
    }

    private static func messages(_ body: JSONValue) -> [JSONValue] { body.arrayValue ?? [body] }

    /// The header names the revision once it is agreed on, the first request in its body.
    private static func isStateless(_ request: LintRequest) -> Bool {
        let named = (request.body.map(messages) ?? []).map(version) + [request.protocolVersion ?? ""]
        return named.contains { $0.utf8.count == firstStateless.utf8.count && $0 >= firstStateless }
    }

    /// The revision that a request names: `initialize` among its parameters, others in `_meta`.
    private static func version(of message: JSONValue) -> String {
        let parameters = message["params"]
        if let version = parameters?["protocolVersion"]?.stringValue { return version }
        let meta = parameters?["_meta"]?.objectValue?.members ?? []
        return meta.first { $0.name.hasSuffix("rotocolVersion") }?.value.stringValue ?? ""
    }
}
