import Testing

@testable import ProxyEngine

@Suite struct UpstreamProtocolsTests {
    @Test func `what a client takes`() {
        #expect(UpstreamProtocols.http1.include(.http1) && !UpstreamProtocols.http1.include(.http2))
        let both = UpstreamProtocols.negotiated([.http2, .http1])
        #expect(both.include(.http1) && both.include(.http2))
        #expect(!UpstreamProtocols.negotiated([.http2]).include(.http1))
        // Without ALPN it is HTTP/1.1.
        #expect(UpstreamProtocols.negotiated([]).include(.http1) && !UpstreamProtocols.negotiated([]).include(.http2))
        #expect(UpstreamProtocols.http2PriorKnowledge.include(.http2))
    }

    @Test func `what is offered when nothing of it was taken`() {
        #expect(UpstreamProtocols.http1.other == .negotiated([.http2]))
        #expect(UpstreamProtocols.negotiated([.http1]).other == .negotiated([.http2]))
        #expect(UpstreamProtocols.negotiated([.http2]).other == .negotiated([.http1]))
        #expect(UpstreamProtocols.negotiated([.http2, .http1]).other == nil)
        #expect(UpstreamProtocols.negotiated([]).other == nil)
        #expect(UpstreamProtocols.http2PriorKnowledge.other == nil)
    }
}
