import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct SOCKSDialogueTests {
    private static let answered: [UInt8] = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80]

    /// What a dialogue makes of bytes that come in these pieces, and all that it sends.
    private func play(_ pieces: [[UInt8]], host: String, user: String?) throws -> (ProxyDialogue.Outcome, [UInt8]) {
        let url = "socks5://\(user.map { "\($0)@" } ?? "")p.test"
        let proxy = try UpstreamProxy(parsing: url, source: "--upstream-proxy")
        var dialogue = ProxyDialogue.socks5(SOCKSDialogue(host: host, port: 443, proxy: proxy))
        var sent = dialogue.opening
        for (index, piece) in pieces.enumerated() {
            let (outcome, reply) = dialogue.received(piece)
            sent += reply
            switch outcome {
            case .needsMore: continue
            case .established(let rest):
                return (.established(rest: rest + pieces[(index + 1)...].flatMap { $0 }), sent)
            case .refused: return (outcome, sent)
            }
        }
        return (.needsMore, sent)
    }

    /// The outcome, the same in every split.
    private func outcome(
        _ bytes: [UInt8],
        host: String = "a.b",
        user: String? = nil
    ) throws -> (outcome: ProxyDialogue.Outcome, sent: [UInt8]) {
        let whole = try play([bytes], host: host, user: user)
        for pieces in SplitFeeding.allCuts(of: bytes) {
            let cut = try play(pieces, host: host, user: user)
            #expect(cut == whole)
        }
        return whole
    }

    @Test func `without credentials none are offered`() throws {
        let (outcome, sent) = try outcome([5, 0] + Self.answered + [0x16, 3])
        #expect(outcome == .established(rest: [0x16, 3]))
        #expect(sent == [5, 1, 0] + [5, 1, 0, 3, 3] + Array("a.b".utf8) + [1, 187])
    }

    @Test func `user and password are sent when they are asked for`() throws {
        let request: [UInt8] = [5, 1, 0, 3, 3] + Array("a.b".utf8) + [1, 187]
        let asked = try outcome([5, 2, 1, 0] + Self.answered, user: "me:s%00é")
        #expect(asked.outcome == .established(rest: []))
        #expect(asked.sent == [5, 2, 0, 2, 1, 2] + Array("me".utf8) + [4] + Array("s\u{0}é".utf8) + request)
        let notAsked = try outcome([5, 0] + Self.answered, user: "me:secret")
        #expect(notAsked.sent == [5, 2, 0, 2] + request)
    }

    @Test(
        arguments: [
            ("10.0.0.1", [1, 10, 0, 0, 1]), ("::1", [4] + Array(repeating: 0, count: 15) + [1]),
            ("localhost", [3, 9] + Array("localhost".utf8)),
        ] as [(String, [UInt8])]
    )
    func `the proxy gets names to resolve, and addresses as they are`(_ host: String, _ address: [UInt8]) throws {
        #expect(try play([[5, 0]], host: host, user: nil).1 == [5, 1, 0] + [5, 1, 0] + address + [1, 187])
    }

    @Test(
        arguments: [
            [5, 0, 0, 1, 1, 2, 3, 4, 5, 6], [5, 0, 0, 3, 2, 97, 98, 5, 6], [5, 0, 0, 3, 0, 5, 6],
            [5, 0, 0, 4] + Array(repeating: 7, count: 18),
        ] as [[UInt8]]
    )
    func `the address in the answer is passed over, whatever its kind`(_ answer: [UInt8]) throws {
        #expect(try outcome([5, 0] + answer + [1, 2]).outcome == .established(rest: [1, 2]))
        #expect(try outcome([5, 0] + answer.dropLast()).outcome == .needsMore)
    }

    @Test(
        arguments: [
            (1, "general failure"), (2, "its rules do not allow the connection"), (3, "the network is unreachable"),
            (4, "the host is unreachable, or its name is not known"), (5, "the host refused the connection"),
            (6, "the connection took too long"), (7, "it does not make connections (CONNECT)"),
            (8, "it does not know this kind of address"), (9, "a reply that SOCKS5 does not define"),
        ] as [(UInt8, String)]
    )
    func `each reply has its meaning, and needs no address`(_ code: UInt8, _ words: String) throws {
        #expect(try outcome([5, 0, 5, code]).outcome == .refused("\(words) (SOCKS5 reply \(code))"))
    }

    @Test(
        arguments: [
            ([4], nil, "it does not answer in SOCKS5: is it an HTTP proxy?"),
            (Array("HTTP/1.1 400".utf8), nil, "it does not answer in SOCKS5: is it an HTTP proxy?"),
            ([5, 0xFF], nil, "it wants a user and a password: --upstream-proxy socks5://USER:PASS@p.test:1080"),
            ([5, 0xFF], "u:p", "it takes no user and password, and lets nobody in without"),
            ([5, 1], nil, "it wants an authentication that was not offered (SOCKS5 method 1)"),
            ([5, 2], nil, "it wants an authentication that was not offered (SOCKS5 method 2)"),
            ([5, 2, 1, 1], "u:p", "it does not accept the user or the password in --upstream-proxy"),
            ([5, 0, 0, 0], nil, "it does not answer in SOCKS5"),
            ([5, 0, 5, 0, 0, 9, 1], nil, "its answer has an address of the unknown kind 9"),
        ] as [([UInt8], String?, String)]
    )
    func `what leads no further is told in words`(_ bytes: [UInt8], _ user: String?, _ reason: String) throws {
        #expect(try outcome(bytes, user: user).outcome == .refused(reason))
    }

    @Test func `a name that does not fit is refused`() throws {
        let name = String(repeating: "a", count: 256)
        #expect(
            try play([[5, 0]], host: name, user: nil).0
                == .refused("SOCKS5 cannot ask for a host name of 256 bytes")
        )
    }
}
