import NIOCore
import NIOHTTP1
import NIOHTTP2

/// What a peer may ask of Weir's memory and patience.
enum HTTPLimits {
    /// More header lines, or longer ones, are refused; real requests to providers stay far below.
    static let http1: NIOHTTPDecoderLimitConfiguration = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 64 << 10
        limits.maxHeaderListSize = 256 << 10
        limits.maxHeaderFieldCount = 256
        return limits
    }()

    /// Bytes of one stream that may wait for their receiver; a stalled receiver holds its peer back after them.
    private static let streamWindow = 1 << 20
    private static let streams = 256

    /// SETTINGS of a side that others send to.
    private static func settings(_ more: [HTTP2Setting]) -> [HTTP2Setting] {
        [
            HTTP2Setting(parameter: .maxHeaderListSize, value: 64 << 10),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
        ] + more
    }

    static var http2Server: NIOHTTP2Handler.Configuration {
        http2(settings([HTTP2Setting(parameter: .maxConcurrentStreams, value: streams)]))
    }

    static var http2Client: NIOHTTP2Handler.Configuration {
        http2(settings([HTTP2Setting(parameter: .enablePush, value: 0)]))
    }

    /// CVE-2024-27316 (CONTINUATION without end), CVE-2023-44487 (rapid reset), CVE-2019-9512, 9515, 9518 (floods
    /// of PING, SETTINGS, empty DATA): counted, and ended with GOAWAY ENHANCE_YOUR_CALM.
    private static func http2(_ settings: [HTTP2Setting]) -> NIOHTTP2Handler.Configuration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = settings
        connection.targetWindowSize = streamWindow * 16
        connection.maximumSequentialEmptyDataFrames = 16
        connection.maximumBufferedControlFrames = 1000
        connection.maximumSequentialContinuationFrames = 8
        connection.controlFrameRateLimit.maximumCount = 400
        connection.controlFrameRateLimit.windowLength = .seconds(30)
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = streamWindow
        // As NIO's for sockets: over the first the relay pauses the upstream, under the second it goes on.
        stream.outboundBufferSizeHighWatermark = 64 << 10
        stream.outboundBufferSizeLowWatermark = 32 << 10
        stream.streamResetFrameRateLimit.maximumCount = 200
        stream.streamResetFrameRateLimit.windowLength = .seconds(30)
        return NIOHTTP2Handler.Configuration(connection: connection, stream: stream)
    }
}
