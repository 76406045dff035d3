import NIOCore
import StreamCore
import TLSEngine
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

    /// What a client sends in its tunnel before it stops, and how that is told.
    private static let silences: [(sent: [UInt8], reason: String)] = [
        ([], "the client said nothing in its tunnel for 0 s"),
        (Array(clientHello.prefix(40)), "the client's TLS ClientHello was not whole after 0 s"),
        (clientHello, "the client's TLS handshake was not whole after 0 s"),
    ]

    private static let clientHello: [UInt8] = {
        guard let context = try? TLSClientContext(Wire.untrusting) else { preconditionFailure("no TLS") }
        let connection = TLSConnection(client: context, host: "127.0.0.1")
        _ = connection.handshake()
        var bytes: [UInt8] = []
        connection.takeOutput { bytes += $0 }
        return bytes
    }()

    @Test(arguments: silences.indices) func `a client that stops in its tunnel is sent away, and shown`(
        _ index: Int
    ) async throws {
        let (sent, reason) = Self.silences[index]
        let identity = try TLSIdentity.selfSigned(names: ["127.0.0.1"])
        let context = try TLSServerContext(TLSServerContext.Options(identity: identity))
        try await RelayRig.run(
            configure: { $0.headTimeout = .milliseconds(100) },
            interception: context
        ) { rig in
            let client = try await rig.connect()
            // Nothing listens there, and Weir would say so inside.
            try await client.send("CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.read(through: "\r\n\r\n")
            try await client.send(bytes: sent)
            _ = await client.readToEnd()
            let ending = try #require(await rig.facts.ending())
            #expect(ending.reason == .timeout)
            #expect(ending.detail == reason)
            await rig.facts.wait { $0.lines(of: 0).contains("close after 1: \(reason)") }
        }
    }

    @Test func `a byte now and then is no excuse`() async throws {
        try await RelayRig.run { configuration in
            configuration.headTimeout = .milliseconds(500)
        } _: { rig in
            let client = try await rig.connect()
            let began = ContinuousClock.now
            // Each byte comes sooner than the limit, and a method that nobody knows never ends.
            let dripping = Task { [channel = client.channel] in
                while !Task.isCancelled {
                    try await channel.writeAndFlush(ByteBuffer(string: "A")).get()
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            #expect(await client.readToEnd().hasPrefix("HTTP/1.1 4"))
            #expect(ContinuousClock.now - began < .seconds(20))
            dripping.cancel()
        }
    }

    @Test func `a head that never ends, and a client that says nothing, are sent away`() async throws {
        try await RelayRig.run { configuration in
            configuration.firstByteTimeout = .milliseconds(100)
        } _: { rig in
            let silent = try await rig.connect()
            #expect(await silent.readToEnd().isEmpty)
        }
        try await RelayRig.run { configuration in
            configuration.headTimeout = .milliseconds(100)
        } _: { rig in
            let slow = try await rig.connect()
            try await slow.send("GET / HTTP/1.1\r\nHo")
            let undecided = try await rig.connect()
            try await undecided.send("GE")
            #expect(await slow.readToEnd().hasPrefix("HTTP/1.1 408 "))
            #expect(await undecided.readToEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }
}
