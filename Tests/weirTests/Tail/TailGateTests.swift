import Filters
import Sessions
import Testing

@testable import weir

struct TailGateTests {
    /// `o`pened, `h`eaders, `e`vent, end as `.`; with the exchange's number where it changes.
    private func shape(_ capture: TailCapture, _ gate: TailGate) throws -> String {
        try capture.items(gate: gate).map { item, _ in
            switch item {
            case .opened: "o"
            case .headers: "h"
            case .event: "e"
            case .ended: "."
            case .bytes, .restarted: "?"
            }
        }.joined()
    }

    private func gate(_ expression: String) throws -> TailGate {
        TailGate(condition: try FilterParser.parse(expression))
    }

    private let whole = "oheeeeeeee."

    @Test(arguments: [
        ("path = \"/v1/chat/completions\"", TailGate.Decision.withRequest), ("status = 200", .withHead),
        ("model = \"gpt-4o-mini\"", .withFirstEvent), ("state = complete and ttft > 400ms", .atEnd),
        ("tool.name = look", .atEnd), ("request.header.x-team = blue", .withRequest),
        ("request.body ~ /stream/", .atEnd),
    ])
    func `an exchange that matches comes whole`(expression: String, decision: TailGate.Decision) throws {
        let gate = try gate(expression)
        #expect(gate.decision == decision)
        #expect(try shape(.chats(), gate) == whole)
        #expect(try shape(.chats(), try self.gate("not (\(expression))")) == "")
    }

    @Test func `what is decided early comes early`() throws {
        #expect(try shape(.unfinished(), try gate("status = 200")) == "ohee")
        #expect(try shape(.unfinished(), try gate("state = complete")) == "")
    }

    @Test func `expressions about events choose events`() throws {
        #expect(try shape(.chats(), try gate("gap >= 20ms")) == "ohe.")
        #expect(try shape(.chats(), try gate("event.data ~ /DONE/ or event.n = 1")) == "ohee.")
        #expect(try shape(.chats(), try gate("event.type = ping")) == "")
        #expect(try shape(.chats(), try gate("gap >= 20ms and state = complete")) == "ohe.")
        #expect(try shape(.chats(), try gate("gap >= 20ms and state = error")) == "")
    }

    @Test func `filter files keep and tag`() throws {
        let yaml = "name: x\ndescription: y\nrules:\n  - where: ttft > 300ms\n  - when: events = 7\n    tag: seven\n"
        let file = try FilterFile.parse(yaml, file: "x.yaml")
        let items = try TailCapture.chats().items(gate: TailGate(files: [file]))
        #expect(items.count == whole.count)
        #expect(items.last?.1 == ["seven"])
        let tagged = TailGate(condition: try FilterParser.parse("tag = seven"), files: [file])
        #expect(try shape(.chats(), tagged) == whole)
    }

    @Test func `one exchange can be chosen`() throws {
        #expect(try shape(.chats(3), TailGate(selector: .number(2))) == whole)
        let items = try TailCapture.chats(3).items(gate: TailGate(selector: .number(2)))
        #expect(items.allSatisfy { $0.0.number == 2 })
        #expect(try shape(.chats(3), TailGate(selector: .id("nobody"))) == "")
    }

    @Test func `what began too early is left out to its end`() throws {
        var gate = TailGate()
        gate.skipsNewExchanges = true
        var shown = 0
        for (item, _) in try TailCapture.chats(2).items() {
            if item.number == 1, case .event = item { gate.skipsNewExchanges = false }
            gate.take(item) { item, _ in
                shown += 1
                #expect(item.number == 2)
            }
        }
        #expect(shown == whole.count)
    }
}
