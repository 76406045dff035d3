/// Rules about how the pieces of tool calls are numbered and named on the wire.
struct ChatToolLint {
    private struct Slot {
        var id: String?
        var name: String?
    }

    /// By choice and wire index.
    private var slots: [Int: [Int: Slot]] = [:]
    private var slotCount = 0
    private static let mostSlots = 4096

    mutating func check(_ fields: OpenAIChatChoiceFields, into report: inout LintReport) {
        guard let calls = fields.delta?["tool_calls"] else { return }
        calls.forEachElement { check(OpenAIToolCallFields($0), choice: fields.index, into: &report) }
    }

    private mutating func check(_ call: OpenAIToolCallFields, choice: Int, into report: inout LintReport) {
        let place = "choice \(choice)"
        if call.isCustom {
            report.add(.toolCustomInChat, "a custom tool call in Chat Completions", subject: place)
        }
        guard let index = call.index else {
            report.add(
                .toolNoIndex,
                "a piece of a tool call has no index: clients cannot tell whose it is",
                subject: place
            )
            return
        }
        let subject = "\(place) tool call \(index)"
        guard let slot = slots[choice]?[index] else { return open(call, index, choice: choice, subject, into: &report) }
        if let id = call.id, let known = slot.id, id != known {
            let message = "index \(index) is used again for \"\(id)\", after \"\(known)\": clients merge the two calls"
            report.add(.toolIndexReused, message, subject: subject)
            slots[choice]?[index] = Slot(id: id, name: call.name)
            return
        }
        if repeats(call, slot) {
            report.add(.toolIdRepeated, "a later piece gives the id or name again", subject: subject)
        }
        slots[choice]?[index] = Slot(id: slot.id ?? call.id, name: slot.name ?? call.name)
    }

    private func repeats(_ call: OpenAIToolCallFields, _ slot: Slot) -> Bool {
        (call.id != nil && slot.id != nil) || (call.name != nil && slot.name != nil)
    }

    private mutating func open(
        _ call: OpenAIToolCallFields,
        _ index: Int,
        choice: Int,
        _ subject: String,
        into report: inout LintReport
    ) {
        let expected = slots[choice]?.count ?? 0
        if index != expected {
            report.add(.toolIndexGap, "a tool call has index \(index) where \(expected) is next", subject: subject)
        }
        guard slotCount < Self.mostSlots else { return }
        slotCount += 1
        slots[choice, default: [:]][index] = Slot(id: call.id, name: call.name)
    }
}
