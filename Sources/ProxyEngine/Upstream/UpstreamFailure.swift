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
        let place = origin.hostAndPort
        switch error {
        case let failure as RelayFailure:
            return failure
        case let error as TLSError:
            let advice = error.advice.map { "; \($0)" } ?? ""
            return RelayFailure(.tls, "TLS with \(place) failed: \(error.description)\(advice)")
        case let error as NIOConnectionError:
            return describe(error, origin: origin)
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

    private static func describe(_ error: NIOConnectionError, origin: Origin) -> RelayFailure {
        if let first = error.connectionErrors.first {
            return describe(first.error, origin: origin)
        }
        let reason = (error.dnsAError ?? error.dnsAAAAError).map { "\($0)" } ?? "no address"
        return RelayFailure(.dns, "cannot resolve \(origin.host) (for \(origin.hostAndPort)): \(reason)")
    }

    private static func describe(code: CInt, place: String) -> RelayFailure {
        let reason = String(cString: strerror(code))
        return switch code {
        case ECONNREFUSED: RelayFailure(.refused, "\(place) refused the connection: is the upstream running?")
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
