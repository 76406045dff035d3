import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct HTTPTunnelDialogueTests {
    private static func proxy(_ url: String = "http://p.test:3128") throws -> UpstreamProxy {
        try UpstreamProxy(parsing: url, source: "HTTPS_PROXY")
    }

    /// What a dialogue makes of an answer that comes in these pieces.
    private func play(_ pieces: [[UInt8]], by proxy: UpstreamProxy) -> ProxyDialogue.Outcome {
        var dialogue = ProxyDialogue.http(HTTPTunnelDialogue(target: "api.test:443", proxy: proxy))
        for (index, piece) in pieces.enumerated() {
            let (outcome, reply) = dialogue.received(piece)
            #expect(reply.isEmpty)
            switch outcome {
            case .needsMore: continue
            case .established(let rest): return .established(rest: rest + pieces[(index + 1)...].flatMap { $0 })
            case .refused: return outcome
            }
        }
        return .needsMore
    }

    /// The outcome, the same in every split.
    private func outcome(_ answer: String, by url: String = "http://p.test:3128") throws -> ProxyDialogue.Outcome {
        let proxy = try Self.proxy(url)
        let whole = play([Array(answer.utf8)], by: proxy)
        for pieces in SplitFeeding.allCuts(of: Array(answer.utf8)) {
            #expect(play(pieces, by: proxy) == whole)
        }
        return whole
    }

    @Test func `the request names the upstream, and the user when there is one`() throws {
        let plain = HTTPTunnelDialogue(target: "api.test:443", proxy: try Self.proxy())
        #expect(
            String(decoding: plain.request, as: UTF8.self)
                == "CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\n\r\n"
        )
        let known = HTTPTunnelDialogue(target: "[::1]:80", proxy: try Self.proxy("http://u:p@p.test"))
        #expect(
            String(decoding: known.request, as: UTF8.self)
                == "CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\nProxy-Authorization: Basic dTpw\r\n\r\n"
        )
    }

    @Test(
        arguments: [
            "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200\r\n\r\n", "HTTP/1.1 299 \r\nX: y\r\n\r\n",
            "HTTP/1.1 200 OK\nX: y\n\n",
            // RFC 9110 9.3.6: a length in such an answer is to be ignored.
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        ]
    )
    func `the way is open, and what follows is the upstream's`(_ head: String) throws {
        #expect(try outcome(head + "\u{16}\r\n\r\n") == .established(rest: Array("\u{16}\r\n\r\n".utf8)))
        #expect(try outcome(String(head.dropLast())) == .needsMore)
    }

    @Test(
        arguments: [
            ("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n", "403 Forbidden"),
            ("HTTP/1.1 503\r\n\r\n", "503"),
            ("HTTP/1.1 502 Bad\tGate\u{1b}[31mway \r\n\r\n", "502 BadGate[31mway"),
            (
                "HTTP/1.1 502 No\r\nProxy-Status: p; error=dns_error\r\nX-Squid-Error: ERR 0\r\n\r\n",
                "502 No; p; error=dns_error; ERR 0"
            ),
            (
                "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
                "407 Who; name a user and a password: HTTPS_PROXY=http://USER:PASS@p.test:3128"
            ),
            (
                "HTTP/1.1 407 Who\r\nproxy-authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n",
                "407 Who; it wants NTLM or Negotiate, but Weir knows Basic only"
            ),
            ("HTTP/1.1 301 Moved\r\nLocation: x\r\n\r\n", "301 Moved"),
            ("HTTP/1.1 abc\r\n\r\n", "its answer is malformed"), ("HTTP/1.1 20\r\n\r\n", "its answer is malformed"),
            ("HTTP/1.1 099 x\r\n\r\n", "its answer is malformed"), ("HTTP/1.1\r\n\r\n", "its answer is malformed"),
            ("HTTP/2 200\r\n\r\n", "it does not answer in HTTP"), ("\u{5}\u{0}", "it does not answer in HTTP"),
        ]
    )
    func `anything else is told in words`(_ answer: String, _ reason: String) throws {
        #expect(try outcome(answer) == .refused(reason))
    }

    @Test func `credentials that are not taken are to be checked`() throws {
        let answer = "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n"
        let expected = "407 Who; check the user and the password in HTTPS_PROXY"
        #expect(try outcome(answer, by: "http://u:p@p.test") == .refused(expected))
    }

    @Test func `an answer has an end, within its limit`() throws {
        let proxy = try Self.proxy()
        let line = "X: \(String(repeating: "a", count: 1019))\r\n"
        let endless = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 64)
        let refused = ProxyDialogue.Outcome.refused("its answer does not end after 64 KiB")
        #expect(play([Array(endless.utf8)], by: proxy) == refused)
        #expect(play([Array((endless + "\r\n").utf8)], by: proxy) == refused)
        let enough = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 62) + "\r\n"
        #expect(play([Array(enough.utf8)], by: proxy) == .established(rest: []))
    }
}
