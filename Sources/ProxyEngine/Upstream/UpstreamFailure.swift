import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import StreamCore
import TLSEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Turns what went wrong on the way to an upstream into words for people.
enum UpstreamFailure {
    static func describe(_ error: any Error, origin: Origin) -> RelayFailure {
        describe(error, host: origin.dialHost ?? origin.host, place: origin.hostAndPort)
    }

    /// What went wrong on the way to a proxy, or with it.
    static func describe(_ error: any Error, proxy: UpstreamProxy, origin: Origin) -> RelayFailure {
        if let refusal = error as? ProxyRefusal {
            let message = "\(proxy.name) did not connect to \(origin.hostAndPort): \(refusal.reason)"
            return RelayFailure(.upstreamProxy, message)
        }
        return describe(error, host: proxy.host, place: proxy.name)
    }

    /// - Parameters:
    ///   - error: what was thrown.
    ///   - host: whose address was looked for.
    ///   - place: how the other end is called.
    /// - Returns: what the client is told.
    private static func describe(_ error: any Error, host: String, place: String) -> RelayFailure {
        switch error {
        case let failure as RelayFailure:
            return failure
        case let error as TLSError:
            let advice = error.advice.map { "; \($0)" } ?? ""
            return RelayFailure(.tls, "TLS with \(place) failed: \(error.description)\(advice)")
        case let error as NIOConnectionError:
            return describe(error, host: host, place: place)
        case let error as IOError:
            return describe(code: error.errnoCode, place: place)
        case let error as ChannelError:
            if case .connectTimeout(let limit) = error {
                let seconds = Double(limit.nanoseconds) / 1e9
                return RelayFailure(
                    .connectTimeout,
                    "no connection to \(place) within \(seconds) s (--connect-timeout)"
                )
            }
            return RelayFailure(.reset, "\(place) closed the connection")
        case let error as NIOHTTP2Errors.StreamClosed:
            return RelayFailure(.reset, "\(place) reset the stream (\(error.errorCode.name))")
        case let error as any NIOHTTP2Error:
            return RelayFailure(.protocolError, "\(place) did not answer with valid HTTP/2: \(error)")
        case is UnexpectedHTTP2:
            return RelayFailure(.protocolError, "\(place) speaks HTTP/2 without having agreed on it")
        case HTTPParserError.invalidEOFState:
            return RelayFailure(.reset, "\(place) closed the connection in the middle of its response")
        case let error as HTTPParserError:
            return RelayFailure(
                .protocolError,
                "\(place) did not answer with valid HTTP/1.1: \(error.debugDescription)"
            )
        default:
            return RelayFailure(.unreachable, "\(place): \(error)")
        }
    }

    private static func describe(_ error: NIOConnectionError, host: String, place: String) -> RelayFailure {
        let failures = error.connectionErrors
        // A host may have addresses that this machine has no way to: one that was reached says more.
        let telling = failures.first { ($0.error as? IOError)?.errnoCode == ECONNREFUSED } ?? failures.first
        if let telling { return describe(telling.error, host: host, place: place) }
        let reason = (error.dnsAError ?? error.dnsAAAAError).map { "\($0)" } ?? "no address"
        return RelayFailure(.dns, "cannot resolve \(host) (for \(place)): \(reason)")
    }

    private static func describe(code: CInt, place: String) -> RelayFailure {
        let reason = String(cString: strerror(code))
        return switch code {
        case ECONNREFUSED: RelayFailure(.refused, "\(place) refused the connection: is it running?")
        case ETIMEDOUT: RelayFailure(.connectTimeout, "no connection to \(place): \(reason)")
        case ECONNRESET, EPIPE: RelayFailure(.reset, "\(place) reset the connection")
        default: RelayFailure(.unreachable, "cannot reach \(place): \(reason)")
        }
    }
}

extension HTTP2ErrorCode {
    /// As RFC 9113 section 7 spells it.
    var name: String {
        switch self {
        case .noError: "NO_ERROR"
        case .protocolError: "PROTOCOL_ERROR"
        case .internalError: "INTERNAL_ERROR"
        case .flowControlError: "FLOW_CONTROL_ERROR"
        case .settingsTimeout: "SETTINGS_TIMEOUT"
        case .streamClosed: "STREAM_CLOSED"
        case .frameSizeError: "FRAME_SIZE_ERROR"
        case .refusedStream: "REFUSED_STREAM"
        case .cancel: "CANCEL"
        case .compressionError: "COMPRESSION_ERROR"
        case .connectError: "CONNECT_ERROR"
        case .enhanceYourCalm: "ENHANCE_YOUR_CALM"
        case .inadequateSecurity: "INADEQUATE_SECURITY"
        case .http11Required: "HTTP_1_1_REQUIRED"
        default: "code \(networkCode)"
        }
    }
}
