import Testing

@testable import ProxyEngine

@Suite struct RelayStateMachineTests {
    /// How each state is reached; their names are those of the table.
    static let paths: [(state: String, inputs: [String])] = [
        ("idle", []),
        ("connecting", ["head", "started-new"]),
        ("connecting-ended", ["head", "started-new", "end"]),
        ("relaying", ["head", "started-kept"]),
        ("relaying-ended", ["head", "started-kept", "end"]),
        ("responding", ["head", "started-kept", "response-head"]),
        ("responding-ended", ["head", "started-kept", "end", "response-head"]),
        ("answering", ["refused"]),
        ("closed", ["closed"]),
    ]

    @Test(arguments: paths.map(\.state)) func `every input in every state has its action and its next state`(
        _ state: String
    ) throws {
        let path = try #require(Self.paths.first { $0.state == state }?.inputs)
        let lines = try #require(Self.table[state]).split(separator: "\n").map { Line($0) }
        #expect(lines.map(\.input) == RelayTranscript.inputs, "each input once, in this order")
        for line in lines {
            let reached = path + [line.input]
            #expect(RelayTranscript.actions(reached).last == line.action, "\(state): \(line.input)")
            #expect(RelayTranscript.state(after: reached) == line.next, "\(state): \(line.input)")
        }
    }

    @Test func `a new state machine is idle and the states can be told apart`() {
        for (state, path) in Self.paths {
            #expect(RelayTranscript.state(after: path) == state)
        }
    }

    @Test(arguments: stories) func `the story goes`(_ story: String) {
        var inputs: [String] = []
        for line in story.split(separator: "\n").dropFirst() {
            let text = String(line.dropFirst(3))
            switch line.prefix(2) {
            case ">>": inputs.append(text)
            case "<<":
                #expect(RelayTranscript.actions(inputs).last == text, "\(story.prefix { $0 != "\n" }): \(inputs)")
            default: #expect(RelayTranscript.state(after: inputs) == text, "\(story.prefix { $0 != "\n" }): \(inputs)")
            }
        }
    }

    /// One line of a transcript, `>> input << action == next state`.
    private struct Line {
        var input: String
        var action: String
        var next: String

        init(_ text: Substring) {
            let words = text.split(separator: " " as Character).map(String.init)
            input = words[1]
            action = words[3]
            next = words[5]
        }
    }
}

extension RelayStateMachineTests {
    static let table: [String: String] = [
        "idle": """
        >> head << start == idle
        >> body << discard == idle
        >> end << discard == idle
        >> ready << closeUpstream == idle
        >> response-head << ignore == idle
        >> response-part << ignore == idle
        >> response-end << ignore == idle
        >> lost << closeIdleClient == closed
        >> lost-retry << closeIdleClient == closed
        >> refused << answer == answering
        >> client-closed << closeUpstream == closed
        >> closed << - == closed
        """,
        "connecting": """
        >> head << hold == connecting
        >> body << hold == connecting
        >> end << hold == connecting-ended
        >> ready << sendHeld == relaying
        >> response-head << ignore == connecting
        >> response-part << ignore == connecting
        >> response-end << ignore == connecting
        >> lost << answer == answering
        >> lost-retry << answer == answering
        >> refused << answer == answering
        >> client-closed << abortExchange == closed
        >> closed << - == closed
        """,
        "connecting-ended": """
        >> head << hold == connecting-ended
        >> body << hold == connecting-ended
        >> end << hold == connecting-ended
        >> ready << sendHeld == relaying-ended
        >> response-head << ignore == connecting-ended
        >> response-part << ignore == connecting-ended
        >> response-end << ignore == connecting-ended
        >> lost << answer == answering
        >> lost-retry << answer == answering
        >> refused << answer == answering
        >> client-closed << abortExchange == closed
        >> closed << - == closed
        """,
        "relaying": """
        >> head << hold == relaying
        >> body << forward == relaying
        >> end << forward == relaying-ended
        >> ready << closeUpstream == relaying
        >> response-head << forward == responding
        >> response-part << ignore == relaying
        >> response-end << closeConnections == idle
        >> lost << answer == answering
        >> lost-retry << retry == connecting
        >> refused << answer == answering
        >> client-closed << abortExchange == closed
        >> closed << - == closed
        """,
        "relaying-ended": """
        >> head << hold == relaying-ended
        >> body << forward == relaying-ended
        >> end << forward == relaying-ended
        >> ready << closeUpstream == relaying-ended
        >> response-head << forward == responding-ended
        >> response-part << ignore == relaying-ended
        >> response-end << keepConnections == idle
        >> lost << answer == answering
        >> lost-retry << retry == connecting-ended
        >> refused << answer == answering
        >> client-closed << abortExchange == closed
        >> closed << - == closed
        """,
        "responding": """
        >> head << hold == responding
        >> body << forward == responding
        >> end << forward == responding-ended
        >> ready << closeUpstream == responding
        >> response-head << forward == responding
        >> response-part << forward == responding
        >> response-end << closeConnections == idle
        >> lost << abortClient == closed
        >> lost-retry << abortClient == closed
        >> refused << abortClient == closed
        >> client-closed << abortExchange == closed
        >> closed << - == closed
        """,
        "responding-ended": """
        >> head << hold == responding-ended
        >> body << forward == responding-ended
        >> end << forward == responding-ended
        >> ready << closeUpstream == responding-ended
        >> response-head << forward == responding-ended
        >> response-part << forward == responding-ended
        >> response-end << keepConnections == idle
        >> lost << abortClient == closed
        >> lost-retry << abortClient == closed
        >> refused << abortClient == closed
        >> client-closed << abortExchange == closed
        >> closed << - == closed
        """,
        "answering": """
        >> head << hold == answering
        >> body << discard == answering
        >> end << discard == answering
        >> ready << closeUpstream == answering
        >> response-head << ignore == answering
        >> response-part << ignore == answering
        >> response-end << ignore == answering
        >> lost << ignore == answering
        >> lost-retry << ignore == answering
        >> refused << ignore == answering
        >> client-closed << closeUpstream == closed
        >> closed << - == closed
        """,
        "closed": """
        >> head << discard == closed
        >> body << discard == closed
        >> end << discard == closed
        >> ready << closeUpstream == closed
        >> response-head << ignore == closed
        >> response-part << ignore == closed
        >> response-end << ignore == closed
        >> lost << ignore == closed
        >> lost-retry << ignore == closed
        >> refused << ignore == closed
        >> client-closed << closeUpstream == closed
        >> closed << - == closed
        """,
    ]

    static let stories: [String] = [
        """
        two exchanges on kept connections
        >> head
        << start
        >> started-new
        >> body
        << hold
        >> end
        << hold
        >> ready
        << sendHeld
        >> response-head
        << forward
        >> response-part
        << forward
        >> response-end
        << keepConnections
        >> head
        << start
        >> started-kept
        >> end
        << forward
        >> response-head
        << forward
        >> response-end
        << keepConnections
        == idle
        """,
        """
        a kept connection is gone: one retry, then an answer
        >> head
        >> started-kept
        >> end
        << forward
        >> lost-retry
        << retry
        == connecting-ended
        >> ready
        << sendHeld
        >> lost
        << answer
        == answering
        """,
        """
        the client leaves while the upstream is being connected
        >> head
        >> started-new
        >> client-closed
        << abortExchange
        >> ready
        << closeUpstream
        == closed
        """,
        """
        the response comes before the request is over
        >> head
        >> started-new
        >> body
        << hold
        >> ready
        << sendHeld
        >> response-head
        << forward
        >> body
        << forward
        >> response-end
        << closeConnections
        >> closed
        >> body
        << discard
        >> end
        << discard
        == closed
        """,
    ]
}

/// Plays inputs to a new state machine.
enum RelayTranscript {
    static let inputs = [
        "head", "body", "end", "ready", "response-head", "response-part", "response-end", "lost", "lost-retry",
        "refused", "client-closed", "closed",
    ]

    static func actions(_ inputs: [String]) -> [String] {
        var machine = RelayHandler.StateMachine()
        return inputs.map { play($0, to: &machine) }
    }

    private static func play(_ input: String, to machine: inout RelayHandler.StateMachine) -> String {
        switch input {
        case "head": return "\(machine.requestHeadReceived())"
        case "started-new", "started-kept":
            machine.exchangeStarted(upstreamIsReady: input == "started-kept")
            return "-"
        case "body": return "\(machine.requestBodyReceived())"
        case "end": return "\(machine.requestEndReceived())"
        case "ready": return "\(machine.upstreamReady())"
        case "response-head": return "\(machine.responseHeadReceived())"
        case "response-part": return "\(machine.responsePartReceived())"
        case "response-end": return "\(machine.responseEnded())"
        case "lost": return "\(machine.upstreamLost(canRetry: false))"
        case "lost-retry": return "\(machine.upstreamLost(canRetry: true))"
        case "refused": return "\(machine.refused())"
        case "client-closed": return "\(machine.clientClosed())"
        case "closed":
            machine.closed()
            return "-"
        default: return "no such input: \(input)"
        }
    }

    /// The state that the inputs lead to, told by how it answers.
    static func state(after inputs: [String]) -> String {
        let seen = fingerprint(after: inputs)
        return RelayStateMachineTests.paths.first { fingerprint(after: $0.inputs) == seen }?.state ?? "unknown"
    }

    private static func fingerprint(after inputs: [String]) -> [String] {
        let probes = Self.inputs.map { [$0] } + [["ready", "response-end"]]
        return probes.map { actions(inputs + $0).suffix($0.count).joined(separator: " ") }
    }
}
