import NIOCore
import StreamCore
import Testing

@testable import ProxyEngine

/// Hosts with several addresses, of which some are dead (RFC 8305).
@Suite(.timeLimit(.minutes(1))) struct UpstreamConnectorTests {
    /// Runs a proxy for which `dual.test` has these addresses.
    private func run(
        _ addresses: @escaping @Sendable (_ upstreamPort: Int) throws -> [SocketAddress],
        connectTimeout: Nanoseconds = .seconds(20),
        isOpaque: Bool = false,
        _ body: (RelayRig) async throws -> Void
    ) async throws {
        try await RelayRig.run(
            configure: { configuration in
                let upstreamPort = configuration.routes.catchAll?.port
                configuration.routes.catchAll = Origin(scheme: .http, host: "dual.test", port: upstreamPort)
                configuration.connectTimeout = connectTimeout
                if isOpaque { configuration.passthrough = HostPatterns(parsing: ["*"]) ?? HostPatterns() }
            },
            lookUp: { _, port in try addresses(port) },
            body
        )
    }

    private func upstreamFacts(_ rig: RelayRig) -> ConnectionFacts? {
        rig.facts.drain()
        return rig.facts.seen.lazy.compactMap { seen -> ConnectionFacts? in
            if case .connectionOpened(_, let facts) = seen.fact, facts.side == .upstream { facts } else { nil }
        }.first
    }

    @Test func `a dead IPv6 address gives way to IPv4 after the connection attempt delay`() async throws {
        let dead = try await DeadAddress.make()
        try await run { [address = dead.address] port in
            [address, try SocketAddress(ipAddress: "127.0.0.1", port: port)]
        } _: { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Wire.answer("ok"))
            _ = try await client.read(through: "ok")
            let facts = try #require(upstreamFacts(rig))
            #expect(facts.peer == "127.0.0.1:\(rig.upstream.port)")
            // RFC 8305 section 5: 250 ms; the rest is the machine's slowness.
            let connecting = try #require(facts.connecting)
            #expect(connecting >= .milliseconds(200) && connecting < .seconds(10))
        }
    }

    @Test func `a tunnel's end is that of the address that answered`() async throws {
        let dead = try await DeadAddress.make()
        try await run(
            { [address = dead.address] port in [address, try SocketAddress(ipAddress: "127.0.0.1", port: port)] },
            isOpaque: true
        ) { rig in
            let client = try await rig.connect()
            try await client.send("CONNECT dual.test:\(rig.upstream.port) HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.read(through: "\r\n\r\n")
            try await client.send("there")
            let upstream = try await rig.upstream.accept()
            #expect(try await upstream.read(through: "there") == "there")
            try await upstream.send("and back")
            #expect(try await client.read(through: "back") == "and back")
        }
    }

    @Test func `an IPv6 address that refuses costs no delay`() async throws {
        try await run { port in
            [try SocketAddress(ipAddress: "::1", port: port), try SocketAddress(ipAddress: "127.0.0.1", port: port)]
        } _: { rig in
            let (client, upstream) = try await rig.exchange()
            try await upstream.send(Wire.answer("ok"))
            _ = try await client.read(through: "ok")
            #expect(upstreamFacts(rig)?.peer == "127.0.0.1:\(rig.upstream.port)")
        }
    }

    @Test func `all addresses dead is a connect timeout that names the host`() async throws {
        let dead = try await DeadAddress.make()
        try await run({ [address = dead.address] _ in [address] }, connectTimeout: .milliseconds(500)) { rig in
            let client = try await rig.connect()
            try await client.send(Wire.get)
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 504 "))
            #expect(answer.contains("weir_connect_timeout"))
            #expect(answer.contains("no connection to dual.test:\(rig.upstream.port) within 0.5 s (--connect-timeout)"))
            #expect(await rig.facts.ending()?.reason == .connect)
        }
    }

    @Test func `refused by one address and out of reach by another is refused`() async throws {
        try await run { _ in
            [
                // No connection goes to all hosts.
                try SocketAddress(ipAddress: "255.255.255.255", port: 1),
                try SocketAddress(ipAddress: "127.0.0.1", port: 1),
            ]
        } _: { rig in
            let client = try await rig.connect()
            try await client.send(Wire.get)
            let answer = await client.readToEnd()
            #expect(answer.contains("weir_upstream_refused"))
            #expect(answer.contains("dual.test:\(rig.upstream.port) refused the connection: is it running?"))
        }
    }

    @Test func `a name without an address is told as such`() async throws {
        try await run { _ in
            throw ResolverError(description: "Name or service not known")
        } _: { rig in
            let client = try await rig.connect()
            try await client.send(Wire.get)
            let answer = await client.readToEnd()
            #expect(answer.contains("weir_dns"))
            let place = "dual.test:\(rig.upstream.port)"
            #expect(answer.contains("cannot resolve dual.test (for \(place)): Name or service not known"))
        }
        try await run { _ in
            []
        } _: { rig in
            let client = try await rig.connect()
            try await client.send(Wire.get)
            #expect(await client.readToEnd().contains("weir_dns"))
        }
    }
}
