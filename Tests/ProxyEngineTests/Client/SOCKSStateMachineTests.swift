import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct SOCKSStateMachineTests {
    private typealias Machine = SOCKSHandler.StateMachine

    /// What a machine makes of bytes that come in these pieces.
    private func play(_ pieces: [[UInt8]], credentials: String? = nil) -> (Machine.Outcome, [UInt8], [UInt8]) {
        var machine = Machine(credentials: credentials.flatMap { ProxyCredentials(parsing: $0) })
        var replies: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            let (outcome, reply, rest) = machine.received(piece)
            replies += reply
            if outcome != .needsMore { return (outcome, replies, rest + pieces[(index + 1)...].flatMap { $0 }) }
        }
        return (.needsMore, replies, [])
    }

    private static let host: [UInt8] = [5, 1, 0, 3, 3] + Array("a.b".utf8) + [1, 187]

    @Test func `a client without authentication is asked for its request`() throws {
        let bytes = [5, 1, 0] + Self.host + [0x16]
        let target = try #require(HostAndPort(parsing: "a.b:443"))
        for pieces in SplitFeeding.allCuts(of: bytes) + [SplitFeeding.byByte(bytes)] {
            let (outcome, replies, rest) = play(pieces)
            #expect(outcome == .connect(target))
            #expect(replies == [5, 0])
            #expect(rest == [0x16])
        }
    }

    @Test(
        arguments: [
            ([1, 127, 0, 0, 1, 0, 80], "127.0.0.1:80"),
            ([4] + Array(repeating: 0, count: 15) + [1, 0, 80], "[0:0:0:0:0:0:0:1]:80"),
            ([3, 9] + Array("LocalHost".utf8) + [31, 144], "localhost:8080"),
        ] as [([UInt8], String)]
    )
    func `all three kinds of address are understood`(_ address: [UInt8], _ expected: String) throws {
        let target = try #require(HostAndPort(parsing: expected))
        #expect(play([[5, 1, 0], [5, 1, 0] + address]).0 == .connect(target))
    }

    @Test func `user and password are asked for and checked`() throws {
        let login: [UInt8] = [1, 2] + Array("me".utf8) + [6] + Array("secret".utf8)
        let bytes = [5, 2, 0, 2] + login + Self.host
        let target = try #require(HostAndPort(parsing: "a.b:443"))
        for pieces in SplitFeeding.allCuts(of: bytes) {
            let (outcome, replies, _) = play(pieces, credentials: "me:secret")
            #expect(outcome == .connect(target))
            #expect(replies == [5, 2, 1, 0])
        }
        #expect(play([bytes], credentials: "me:other").0 == .refuse("wrong user or password (--proxy-auth)"))
        #expect(play([bytes], credentials: "me:other").1 == [5, 2, 1, 1])
    }

    @Test func `a client that offers no password is refused where one is wanted`() {
        let (outcome, replies, _) = play([[5, 1, 0]], credentials: "me:secret")
        #expect(outcome == .refuse("the client offers no user and password (--proxy-auth)"))
        #expect(replies == [5, 0xFF])
    }

    @Test(
        arguments: [
            ([5, 2, 0, 1, 127, 0, 0, 1, 0, 80], [5, 7, 0, 1, 0, 0, 0, 0, 0, 0]),  // BIND
            ([5, 1, 0, 9, 127], [5, 8, 0, 1, 0, 0, 0, 0, 0, 0]),  // a kind of address that does not exist
            ([5, 1, 0, 1, 127, 0, 0, 1, 0, 0], [5, 1, 0, 1, 0, 0, 0, 0, 0, 0]),  // port 0
            ([5, 1, 0, 3, 0, 0, 80], [5, 1, 0, 1, 0, 0, 0, 0, 0, 0]),  // no name
            ([5, 1, 0, 3, 2, 32, 47, 0, 80], [5, 1, 0, 1, 0, 0, 0, 0, 0, 0]),  // no name that exists
        ] as [([UInt8], [UInt8])]
    )
    func `what cannot be served is answered as RFC 1928 says`(_ request: [UInt8], _ reply: [UInt8]) {
        let (outcome, replies, _) = play([[5, 1, 0], request])
        guard case .refuse = outcome else {
            Issue.record("not refused: \(outcome)")
            return
        }
        #expect(replies == [5, 0] + reply)
    }
}
