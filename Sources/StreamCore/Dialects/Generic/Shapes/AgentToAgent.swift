/// The A2A protocol: JSON-RPC results with the same ID, each a task, an artifact, a message or a change of status.
struct AgentToAgent: StreamShape {
    private(set) var isEnded = false

    private static let kinds: [StaticString] = ["task", "message", "status-update", "artifact-update"]
    /// Version 1 names the member instead of a kind.
    private static let members: [StaticString] = ["task", "message", "statusUpdate", "artifactUpdate"]
    private static let lastStates: [StaticString] = ["completed", "failed", "canceled", "rejected"]

    static func claims(_ event: DialectEvent) -> Bool {
        event.json.flatMap(update(of:)) != nil
    }

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, let (kind, update) = Self.update(of: json) else { return }
        let state = update["status"]?["state"]
        tellParts(update["artifact"] ?? (kind.isText("message") ? update : nil), .text, into: &deltas)
        tellParts(update["status"]?["message"], .reasoning, into: &deltas)
        if kind.isText("message") || update["final"]?.bool ?? false || Self.isLast(state) {
            isEnded = true
            deltas.append(Delta(.finish, text: state?.string))
        } else {
            deltas.append(Delta(.other, text: state?.string, name: kind.text))
        }
    }

    private static func update(of json: JSONView) -> (kind: ByteView, update: JSONView)? {
        guard json["jsonrpc"].isText("2.0"), let result = json["result"], result.isObject else { return nil }
        if let kind = result["kind"]?.bytes { return kinds.contains { kind.isText($0) } ? (kind, result) : nil }
        var found: (kind: ByteView, update: JSONView)?
        result.forEachMember { key, value in
            if members.contains(where: { key.isText($0) }), isUpdate(value) { found = (key, value) }
        }
        return found
    }

    /// MCP's tasks have a status that is a text.
    private static func isUpdate(_ value: JSONView) -> Bool {
        value["status"]?.isObject ?? false || value["artifact"]?.isObject ?? false || value["parts"]?.isArray ?? false
    }

    /// Version 1 writes `TASK_STATE_COMPLETED`.
    private static func isLast(_ state: JSONView?) -> Bool {
        guard let name = state?.string?.lowercased() else { return false }
        return lastStates.contains { name.hasSuffix("\($0)") }
    }

    private func tellParts(_ holder: JSONView?, _ kind: Delta.Kind, into deltas: inout [Delta]) {
        holder?["parts"]?.forEachElement { deltas.append(kind, text: $0["text"]) }
    }
}
