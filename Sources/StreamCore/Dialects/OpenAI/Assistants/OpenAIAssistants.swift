/// Reads Assistants streams: the runs, steps and messages of a thread.
///
/// A stream ends where the run does, or where it needs outputs of tools from the client.
package struct OpenAIAssistants: DialectReader {
    private var calls = AssistantsCalls()
    private var messages: [String: AssistantsTold] = [:]
    private var hasRole = false
    package private(set) var model: String?
    package private(set) var isComplete = false
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.type.isText("done") || event.data.startsWithText("[DONE]") {
            sawTerminator = true
            return
        }
        guard let kind = AssistantsEvent(event), let json = event.json else {
            if let found = ProviderError(in: event) {
                report(found, into: &deltas)
            } else if !event.isKeepAlive {
                deltas.append(Delta(.other, name: event.type.isEmpty ? nil : event.type.text))
            }
            return
        }
        read(kind, json, into: &deltas)
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { report(found, into: &deltas) }
        if let kind = AssistantsEvent(DialectEvent(document: document)) { read(kind, document, into: &deltas) }
    }

    private mutating func read(_ kind: AssistantsEvent, _ json: JSONView, into deltas: inout [Delta]) {
        switch kind {
        case .messageDelta: readMessageDelta(json, into: &deltas)
        case .stepDelta: readStepDelta(json, into: &deltas)
        case .step: json["step_details"]?["tool_calls"]?.forEachElement { calls.settle($0, into: &deltas) }
        case .message: readMessage(json, into: &deltas)
        case .run: readRun(json, into: &deltas)
        case .thread: break
        }
    }

    private mutating func readRun(_ run: JSONView, into deltas: inout [Delta]) {
        if model == nil, let name = run["model"], name.isNonEmptyString { model = name.string }
        run["required_action"]?["submit_tool_outputs"]?["tool_calls"]?.forEachElement { call in
            calls.settle(call, into: &deltas)
        }
        guard let status = run["status"]?.string, Self.ends.contains(status) else { return }
        if let usage = run["usage"], usage.isObject { deltas.append(Delta(.usage, usage: Usage(openAI: usage))) }
        if status == "failed" {
            let found = run["last_error"].flatMap { $0.isObject ? ProviderError(lastError: $0) : nil }
            report(found ?? ProviderError(type: "failed", message: "the run failed"), into: &deltas)
        } else {
            isComplete = true
        }
        let reason = run["incomplete_details"]?["reason"]?.string
        deltas.append(Delta(.finish, text: reason ?? status))
    }

    private static let ends: Set = [
        "completed", "incomplete", "requires_action", "failed", "cancelled", "expired",
    ]

    private mutating func readMessage(_ message: JSONView, into deltas: inout [Delta]) {
        if !hasRole, let role = message["role"], role.isNonEmptyString {
            hasRole = true
            deltas.append(Delta(.role, text: role.string))
        }
        // What no piece told.
        let told = messages[message["id"]?.string ?? ""] ?? AssistantsTold()
        message["content"]?.forEachElement { part in
            tell(part, of: message, unless: told, into: &deltas)
        }
    }

    private mutating func readMessageDelta(_ json: JSONView, into deltas: inout [Delta]) {
        json["delta"]?["content"]?.forEachElement { tell($0, of: json, unless: AssistantsTold(), into: &deltas) }
    }

    private mutating func tell(
        _ part: JSONView,
        of message: JSONView,
        unless told: AssistantsTold,
        into deltas: inout [Delta]
    ) {
        let id = message["id"]?.string ?? ""
        let text = part["text"]
        if !told.text, let value = text?["value"] ?? text, value.isNonEmptyString {
            messages[id, default: AssistantsTold()].text = true
            deltas.append(Delta(.text, text: value.string))
        }
        if !told.refusal, let refusal = part["refusal"], refusal.isNonEmptyString {
            messages[id, default: AssistantsTold()].refusal = true
            deltas.append(Delta(.refusal, text: refusal.string))
        }
        if part["image_file"] != nil || part["image_url"] != nil {
            deltas.append(Delta(.other, name: part["type"]?.string))
        }
    }

    private mutating func readStepDelta(_ json: JSONView, into deltas: inout [Delta]) {
        let step = json["id"]?.string ?? ""
        var position = 0
        json["delta"]?["step_details"]?["tool_calls"]?.forEachElement { call in
            calls.read(call, step: step, position: position, into: &deltas)
            position += 1
        }
    }

    private mutating func report(_ found: ProviderError, into deltas: inout [Delta]) {
        error = error ?? found
        deltas.append(found.delta)
    }
}

/// Which channels of a message were told.
private struct AssistantsTold: Sendable {
    var text = false
    var refusal = false
}

extension ProviderError {
    /// Why a run failed: `code` and `message` alone.
    fileprivate init(lastError: JSONView) {
        let code = lastError["code"]?.string
        self.init(type: code, message: lastError["message"]?.string ?? "", code: code, raw: lastError.value)
    }
}
