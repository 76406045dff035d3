/// Rules about payloads that should be JSON objects.
struct JSONLint: StreamLint {
    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard event.block.piece == .whole else { return }
        // Nobody says that the messages of an unknown WebSocket are JSON.
        if event.block.framing == .webSocket, event.isOfUnknownDialect { return }
        if let failure = event.event.jsonFailure {
            checkInvalid(event, failure, into: &report)
        } else if let json = event.event.json {
            check(json, of: event, into: &report)
        } else if !event.event.data.isEmpty, !event.isDone, !event.isOfUnknownDialect, event.deltas.isEmpty {
            // What a reader understands, such as an error in words or MCP's address for requests, is as it must be.
            checkText(event, into: &report)
        }
    }

    private func checkInvalid(_ event: LintedEvent, _ failure: String, into report: inout LintReport) {
        if let end = Self.endOfFirstValue(event.event.data) {
            report.add(.jsonConcatenated, "a second JSON value begins at byte \(end) of the event's data")
        } else {
            report.add(.jsonInvalid, "the event's data is not valid JSON: \(failure)")
        }
    }

    private func check(_ json: JSONView, of event: LintedEvent, into report: inout LintReport) {
        if !json.isObject, !event.isOfUnknownDialect, event.dialect?.name != "mcp" {
            report.add(.jsonNotObject, "the event's data is an array, not an object")
        }
        if event.event.jsonRepairs.contains(.loneSurrogate) {
            report.add(.jsonLoneSurrogate, "a string holds half of a surrogate pair: it is no text")
        }
        if let name = DuplicateMember.name(in: json) {
            report.add(.jsonDupKey, "the member \"\(Excerpt.text(of: name, longest: 40))\" is there twice")
        }
    }

    /// Data that is neither an object nor an array nor broken ones.
    private func checkText(_ event: LintedEvent, into report: inout LintReport) {
        let data = event.event.data
        if Self.isKeepAlive(data) {
            report.add(.plainTextPing, "a keep-alive that is sent as data: clients parse it as JSON")
        } else if Self.isScalar(data) {
            report.add(.jsonNotObject, "the event's data is a single value, not an object")
        } else {
            report.add(.jsonInvalid, "the event's data is not JSON")
        }
    }

    private static func isKeepAlive(_ data: ByteView) -> Bool {
        guard data.count <= 40 else { return false }
        let text = data.text.lowercased().filter { $0.isLetter }
        return ["ping", "pong", "keepalive", "heartbeat", "alive", "ok", "connected", "processing"].contains(text)
    }

    private static func isScalar(_ data: ByteView) -> Bool {
        let text = data.text
        return ["null", "true", "false"].contains(text) || Double(text) != nil
            || text.utf8.count >= 2 && text.first == "\"" && text.last == "\""
    }

    /// Where another value begins after the first one, nil when none does.
    private static func endOfFirstValue(_ data: ByteView) -> Int? {
        guard let base = data.baseAddress, let start = data.firstIndex(where: { !$0.isJSONWhitespace }) else {
            return nil
        }
        var nesting = JSONNesting()
        guard let end = nesting.end(in: base, start..<data.count),
            let next = data[end...].firstIndex(where: { !$0.isJSONWhitespace && $0 != UInt8(ascii: ",") }),
            data[next] == UInt8(ascii: "{") || data[next] == UInt8(ascii: "[")
        else { return nil }
        return next
    }
}
