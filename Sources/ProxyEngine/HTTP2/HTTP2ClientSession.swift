import NIOCore
import NIOHTTP2
import StreamCore

/// A client's HTTP/2 connection: gives each stream a relay, and drains by GOAWAY.
///
/// Last in the connection's pipeline.
final class HTTP2ClientSession: ChannelInboundHandler, ClientStage {
    typealias InboundIn = HTTP2Frame

    private let client: ClientConnection
    private var relays: [ObjectIdentifier: RelayHandler] = [:]
    private var context: ChannelHandlerContext?

    init(client: ClientConnection) {
        self.client = client
    }

    func addHandlers() throws {
        let eventLoop = client.channel.eventLoop
        client.clock.completesEachRead = true
        let limits = HTTPLimits.http2Server
        // Sends GOAWAY when asked to drain, lets the open streams end, closes.
        let draining = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: eventLoop,
            configuration: .init(maxIdleTime: nil, maxAge: nil, maxGraceTime: nil, keepalive: nil)
        )
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let handler = NIOHTTP2Handler(
            mode: .server,
            eventLoop: eventLoop,
            connectionConfiguration: limits.connection,
            streamConfiguration: limits.stream,
            streamDelegate: draining.http2StreamDelegate,
            inboundStreamInitializer: { stream in
                stream.eventLoop.completed { try bound.value.addRelay(to: stream) }
            }
        )
        try client.channel.pipeline.syncOperations.addHandlers([handler, draining, self])
    }

    private func addRelay(to stream: any Channel) throws {
        let relay = RelayHandler(client: client, session: self)
        relays[ObjectIdentifier(relay)] = relay
        try stream.pipeline.syncOperations.addHandlers([HTTP2RequestDecoder(relay: relay), relay])
    }

    func closed(_ relay: RelayHandler) {
        relays[ObjectIdentifier(relay)] = nil
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An error of one stream is told to that stream.
        guard !(error is NIOHTTP2Errors.StreamError) else { return }
        client.closeReason = error is any NIOHTTP2Error ? "broke HTTP/2: \(error)" : "client reset"
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    // As a stage of the connection.

    func sweep(at now: MonotonicInstant) {
        for relay in Array(relays.values) { relay.sweep(at: now) }
    }

    func drain() {
        client.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    func stop() {
        for relay in Array(relays.values) { relay.stop() }
    }
}
