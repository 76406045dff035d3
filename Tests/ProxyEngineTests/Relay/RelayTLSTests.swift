import NIOCore
import NIOPosix
import StreamCore
import TLSEngine
import Testing

@testable import ProxyEngine

/// The relay before an upstream with TLS.
@Suite(.timeLimit(.minutes(1))) struct RelayTLSTests {
    /// A proxy that trusts, or does not trust, a replay with TLS.
    private func relay(
        _ recordings: [Recording],
        trusts: Bool = true,
        _ body: (_ port: Int, _ upstreamPort: Int, FactLog) async throws -> Void
    ) async throws {
        let identity = try TLSIdentity.selfSigned(names: ["127.0.0.1"])
        let matcher = ReplayMatcher(recordings: recordings, order: .sticky, isStrict: false)
        let context = try TLSServerContext(TLSServerContext.Options(identity: identity))
        let upstream = try ReplayServer(matcher: matcher, tls: context) { _, _ in }
        let listen = try #require(HostAndPort(parsing: "127.0.0.1:0"))
        let upstreamPort = try await upstream.start(on: listen)
        var options = Wire.untrusting
        if trusts { options.extraAuthorities = [.bytes(identity.certificatePEM, name: "self.pem")] }
        let facts = FactLog()
        let observer = facts.observer
        let origin = Origin(scheme: .https, host: "127.0.0.1", port: upstreamPort)
        let configuration = ProxyConfiguration(listen: listen, routes: RouteTable(catchAll: origin))
        let server = try ProxyServer(configuration: configuration, tls: TLSClientContext(options)) { observer }
        try await body(try await server.start(), upstreamPort, facts)
        await server.stop(drain: .zero)
        _ = await upstream.stop()
    }

    @Test func `large bodies pass both ways`() async throws {
        let text = String(repeating: "0123456789abcdef", count: 200_000)
        let headers = [HeaderField("Content-Length", "\(text.utf8.count)")]
        let recording = RecordingSamples.recording(1, request: text, headers: headers, reads: [(0, text)])
        try await relay([recording]) { port, _, facts in
            let client = try await Peer.connect(to: port)
            client.queue(Wire.post(text, path: "/v1/chat"))
            let head = try await client.read(through: "\r\n\r\n")
            #expect(head == "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n")
            try await client.skip(text.utf8.count)
            #expect(await facts.ending()?.reason == .eof)
            let upstream = facts.seen.compactMap { seen -> ConnectionFacts? in
                if case .connectionOpened(_, let facts) = seen.fact, facts.side == .upstream { facts } else { nil }
            }
            #expect(upstream.map(\.tlsVersion) == ["TLSv1.3"])
            #expect(try #require(upstream.first?.handshaking) > .zero)
        }
    }

    @Test func `a body that ends with the connection is complete after close_notify`() async throws {
        let recording = RecordingSamples.recording(1, headers: [], reads: [(0, "all of it")])
        try await relay([recording]) { port, _, facts in
            let client = try await Peer.connect(to: port)
            try await client.send(Wire.post("{}", path: "/v1/chat"))
            #expect(await client.readToEnd().hasSuffix("Connection: close\r\n\r\nall of it"))
            #expect(await facts.ending()?.reason == .eof)
        }
    }

    @Test func `a chunked body that is cut is an abort`() async throws {
        let recording = RecordingSamples.recording(1, reads: [(0, "part")], end: 20, ending: .cut)
        try await relay([recording]) { port, _, facts in
            let client = try await Peer.connect(to: port)
            try await client.send(Wire.post("{}", path: "/v1/chat"))
            #expect(await client.readToEnd().hasSuffix(Wire.chunk("part")))
            #expect(await facts.ending()?.reason == .upstreamAbort)
        }
    }

    @Test func `an untrusted certificate is told with the address and the remedy`() async throws {
        try await relay([], trusts: false) { port, upstreamPort, facts in
            let client = try await Peer.connect(to: port)
            try await client.send(Wire.get)
            let answer = await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(answer.contains("X-Weir-Error: weir_upstream_tls\r\n"))
            #expect(answer.contains("TLS with 127.0.0.1:\(upstreamPort) failed: the certificate is self-signed"))
            #expect(answer.contains("--upstream-ca"))
            #expect(await facts.ending()?.reason == .connect)
        }
    }

    @Test(arguments: ["plain", "closed", "silent"]) func `a handshake that fails is told with the address`(
        _ fault: String
    ) async throws {
        let peer = try await ScriptedUpstream()
        try await RelayRig.run { configuration in
            configuration.connectTimeout = fault == "silent" ? .milliseconds(500) : .seconds(60)
            configuration.routes = RouteTable(catchAll: Origin(scheme: .https, host: "127.0.0.1", port: peer.port))
        } _: { rig in
            let client = try await rig.connect()
            try await client.send(Wire.get)
            let upstream = try await peer.accept()
            switch fault {
            case "plain": try await upstream.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            case "closed": try await upstream.close()
            default: break
            }
            let answer = await client.readToEnd()
            #expect(answer.contains(fault == "silent" ? "weir_connect_timeout" : "weir_upstream_tls"))
            #expect(answer.contains("127.0.0.1:\(peer.port)"))
            #expect(await rig.facts.ending()?.reason == .connect)
            rig.facts.drain()
            // A connection that was never ready is not reported, neither as opened nor as closed.
            #expect(rig.facts.lines(of: 0).filter { $0.contains("upstream") || $0.hasPrefix("close after 0") }.isEmpty)
        }
        await peer.stop()
    }
}
