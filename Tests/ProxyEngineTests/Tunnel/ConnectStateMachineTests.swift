import Testing

@testable import ProxyEngine

/// Each story is a transcript: `>>` an input, `<<` what the machine answers.
@Suite struct ConnectStateMachineTests {
    static let stories: [String] = [
        """
        TLS inside is opened
        >> began opened
        << invite
        >> unclear
        << wait
        >> tls
        << prepareUpstream
        >> unclear
        << wait
        >> prepared
        << beginHandshake
        >> handshake h2
        << serveHTTP2
        """,
        """
        the client does not trust the certificate
        >> began opened
        << invite
        >> tls
        << prepareUpstream
        >> prepared
        << beginHandshake
        >> handshake failed
        << giveUp
        >> handshake failed
        << ignore
        """,
        """
        plain HTTP inside
        >> began opened
        << invite
        >> http1
        << serveHTTP1
        >> http1
        << wait
        """,
        """
        HTTP/2 without TLS inside
        >> began opened
        << invite
        >> http2
        << serveHTTP2
        """,
        """
        something else inside
        >> began opened
        << invite
        >> opaque
        << dig
        >> reached
        << join(answer: false)
        """,
        """
        a server that speaks first
        >> began opened
        << invite
        >> silence
        << dig
        >> opaque
        << wait
        >> not reached
        << refuse(answer: false)
        """,
        """
        a host that is passed through
        >> began passed
        << dig
        >> silence
        << ignore
        >> reached
        << join(answer: true)
        """,
        """
        a host that is passed through and cannot be reached
        >> began passed
        << dig
        >> not reached
        << refuse(answer: true)
        """,
        """
        TLS straight on the port
        >> began itself
        << wait
        >> tls
        << prepareUpstream
        >> prepared
        << beginHandshake
        >> handshake http/1.1
        << serveHTTP1
        """,
        """
        the client leaves while its upstream is asked
        >> began opened
        << invite
        >> tls
        << prepareUpstream
        >> left
        << -
        >> prepared
        << ignore
        """,
        """
        the client leaves while a tunnel is dug
        >> began passed
        << dig
        >> left
        << -
        >> reached
        << ignore
        """,
    ]

    @Test(arguments: stories) func `every story goes as it is told`(_ story: String) {
        var machine = ConnectHandler.StateMachine()
        let lines = story.split(separator: "\n").dropFirst()
        var answer = ""
        for line in lines {
            let text = String(line.dropFirst(3))
            if line.hasPrefix(">>") {
                answer = play(text, to: &machine)
            } else {
                #expect(answer == text, "\(story)")
            }
        }
    }

    private func play(_ input: String, to machine: inout ConnectHandler.StateMachine) -> String {
        switch input {
        case "began opened": return "\(machine.began(opens: true))"
        case "began passed": return "\(machine.began(opens: false))"
        case "began itself": return "\(machine.began(opens: true, isAnswered: true))"
        case "unclear": return "\(machine.received(.unclear))"
        case "http1": return "\(machine.received(.http1))"
        case "http2": return "\(machine.received(.http2))"
        case "tls": return "\(machine.received(.tls))"
        case "opaque": return "\(machine.received(.opaque))"
        case "silence": return "\(machine.silenceLasted())"
        case "prepared": return "\(machine.upstreamPrepared())"
        case "handshake h2": return "\(machine.handshakeEnded(isHTTP2: true))"
        case "handshake http/1.1": return "\(machine.handshakeEnded(isHTTP2: false))"
        case "handshake failed": return "\(machine.handshakeFailed())"
        case "reached": return "\(machine.tunnelReached(true))"
        case "not reached": return "\(machine.tunnelReached(false))"
        case "left":
            machine.clientClosed()
            return "-"
        default: return "no such input: \(input)"
        }
    }

    @Test func `bytes are held back while nobody can take them`() {
        var machine = ConnectHandler.StateMachine()
        var wants = [machine.wantsBytes]
        _ = machine.began(opens: true)
        wants.append(machine.wantsBytes)
        _ = machine.received(.tls)
        wants.append(machine.wantsBytes)
        _ = machine.upstreamPrepared()
        wants.append(machine.wantsBytes)
        #expect(wants == [false, true, false, true])
    }
}
