import StreamCore
import Testing

@testable import ProxyEngine

/// Tunnels that are not looked into, on real sockets.
@Suite(.timeLimit(.minutes(1))) struct TunnelTests {
    private func tunnelled(
        _ rig: RelayRig,
        socks: Bool = false,
        first: String = "\u{1}raw"
    ) async throws -> (client: Peer, upstream: Peer) {
        let client = try await rig.connect()
        let port = rig.upstream.port
        if socks {
            try await client.send(bytes: [5, 1, 0])
            #expect(try await client.nextRead() == "\u{5}\u{0}")
            try await client.send(bytes: [5, 1, 0, 1, 127, 0, 0, 1, UInt8(port >> 8), UInt8(port & 255)])
            #expect(try await client.nextRead().utf8.count == 10)
        } else {
            try await client.send("CONNECT 127.0.0.1:\(port) HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 200 Connection Established\r\n\r\n")
        }
        try await client.send(first)
        let upstream = try await rig.upstream.accept()
        #expect(try await upstream.read(through: first) == first)
        return (client, upstream)
    }

    @Test(arguments: [false, true]) func `bytes go both ways, and are counted`(_ socks: Bool) async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await tunnelled(rig, socks: socks)
            try await upstream.send("answer")
            #expect(try await client.read(through: "answer") == "answer")
            try await client.close()
            #expect(await upstream.readToEnd().isEmpty)
            try await upstream.close()
            let ending = try #require(await rig.facts.ending())
            #expect(ending.tunnel == TunnelTraffic(sent: 4, received: 6))
            #expect(ending.detail == "tunnel, not opened: the client closed it")
            let version = socks ? "socks5" : "1.1"
            #expect(
                rig.facts.lines(of: 1) == [
                    "request CONNECT 127.0.0.1:\(rig.upstream.port) \(version)", "delivered", "response 200 weir",
                    "ended eof",
                ]
            )
            await rig.facts.wait { $0.lines(of: 0).count == 4 }
            #expect(rig.facts.lines(of: 0).count { $0.hasPrefix("open") } == 2)
        }
    }

    @Test func `bytes sent together with the CONNECT are not lost`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send("CONNECT 127.0.0.1:\(rig.upstream.port) HTTP/1.1\r\nHost: h\r\n\r\n\u{1}early")
            let upstream = try await rig.upstream.accept()
            #expect(try await upstream.read(through: "early") == "\u{1}early")
            #expect(try await client.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `a side that has sent everything still receives`() async throws {
        try await RelayRig.run { rig in
            let (client, upstream) = try await tunnelled(rig)
            try await client.closeOutput()
            #expect(await upstream.readToEnd().isEmpty)
            try await upstream.send("late")
            #expect(try await client.read(through: "late") == "late")
            try await upstream.close()
            #expect(await client.readToEnd().isEmpty)
            #expect(await rig.facts.ending()?.reason == .eof)
        }
    }

    @Test func `plain HTTP inside is relayed and recorded`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send("CONNECT 127.0.0.1:\(rig.upstream.port) HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.read(through: "\r\n\r\n")
            for number in 1...2 {
                try await client.send("GET /\(number) HTTP/1.1\r\nHost: mine\r\n\r\n")
            }
            let upstream = try await rig.upstream.accept()
            for number in 1...2 {
                #expect(
                    try await upstream.read(through: "\r\n\r\n") == "GET /\(number) HTTP/1.1\r\nHost: mine\r\n\r\n"
                )
                try await upstream.send(Wire.answer("answer \(number)"))
                _ = try await client.read(through: "answer \(number)")
            }
            await rig.facts.ending(of: 2)
            #expect(rig.facts.lines(of: 1).first == "request GET /1 1.1")
        }
    }

    @Test func `a tunnel to the proxy itself is refused`() async throws {
        try await RelayRig.run { configuration in
            configuration.passthrough = HostPatterns(parsing: ["*"]) ?? HostPatterns()
        } _: { rig in
            let client = try await rig.connect()
            try await client.send("CONNECT 127.0.0.1:\(rig.port) HTTP/1.1\r\nHost: h\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 508 "))
            #expect(answer.contains("weir_loop"))
        }
    }

    @Test func `a request to the proxy itself is refused`() async throws {
        try await RelayRig.run { rig in
            let client = try await rig.connect()
            try await client.send("GET http://localhost:\(rig.port)/x HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 508 "))
        }
    }

    @Test(arguments: ["GET http://h/ HTTP/1.1", "GET / HTTP/1.1", "CONNECT h:1 HTTP/1.1"])
    func `credentials are asked for in every form`(_ line: String) async throws {
        try await RelayRig.run { configuration in
            configuration.credentials = ProxyCredentials(parsing: "u:p")
        } _: { rig in
            let client = try await rig.connect()
            try await client.send("\(line)\r\nHost: h\r\nProxy-Authorization: Basic wrong\r\n\r\n")
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 407 "))
            #expect(answer.contains("\r\nProxy-Authenticate: Basic realm=\"weir\"\r\n"))
        }
    }

    @Test func `the right credentials are let in and go no further`() async throws {
        try await RelayRig.run { configuration in
            configuration.credentials = ProxyCredentials(parsing: "u:p")
        } _: { rig in
            let client = try await rig.connect()
            try await client.send("GET /x HTTP/1.1\r\nHost: h\r\nProxy-Authorization: Basic dTpw\r\n\r\n")
            let upstream = try await rig.upstream.accept()
            #expect(try await upstream.read(through: "\r\n\r\n").contains("roxy") == false)
        }
    }

    @Test func `a head that never ends, and a client that says nothing, are sent away`() async throws {
        try await RelayRig.run { configuration in
            configuration.headTimeout = .milliseconds(100)
            configuration.firstByteTimeout = .milliseconds(100)
        } _: { rig in
            let silent = try await rig.connect()
            let slow = try await rig.connect()
            try await slow.send("GET / HTTP/1.1\r\nHo")
            let undecided = try await rig.connect()
            try await undecided.send("GE")
            #expect(await silent.readToEnd().isEmpty)
            #expect(await slow.readToEnd().hasPrefix("HTTP/1.1 408 "))
            #expect(await undecided.readToEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }
}
