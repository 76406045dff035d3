import NIOCore
import NIOHTTP1
import StreamCore
import TLSEngine
import Testing

@testable import ProxyEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct UpstreamFailureTests {
    private static let origin = Origin(scheme: .https, host: "api.test", port: 8443)

    private static let cases: [(error: any Error, kind: RelayFailure.Kind, message: String)] = [
        (code(ECONNREFUSED), .refused, "api.test:8443 refused the connection: is it running?"),
        (code(ETIMEDOUT), .connectTimeout, "no connection to api.test:8443: \(text(ETIMEDOUT))"),
        (code(ECONNRESET), .reset, "api.test:8443 reset the connection"),
        (code(EPIPE), .reset, "api.test:8443 reset the connection"),
        (code(ENETUNREACH), .unreachable, "cannot reach api.test:8443: \(text(ENETUNREACH))"),
        (
            ChannelError.connectTimeout(.seconds(3)), .connectTimeout,
            "no connection to api.test:8443 within 3.0 s (--connect-timeout)"
        ),
        (ChannelError.eof, .reset, "api.test:8443 closed the connection"),
        (
            HTTPParserError.invalidEOFState, .reset,
            "api.test:8443 closed the connection in the middle of its response"
        ),
        (
            TLSError.selfSignedCertificate(subject: "CN=x"), .tls,
            "TLS with api.test:8443 failed: the certificate is self-signed and not trusted (CN=x); name the authority's file"
                + " with --upstream-ca, or give up checking with --insecure-upstream"
        ),
        (TLSError.noSharedCipher, .tls, "TLS with api.test:8443 failed: no cipher or key exchange in common"),
    ]

    private static func code(_ code: CInt) -> IOError { IOError(errnoCode: code, reason: "connect") }
    private static func text(_ code: CInt) -> String { String(cString: strerror(code)) }

    @Test(arguments: cases.indices) func `what went wrong is said with the address and what to do`(_ index: Int) {
        let (error, kind, message) = Self.cases[index]
        #expect(UpstreamFailure.describe(error, origin: Self.origin) == RelayFailure(kind, message))
    }

    @Test func `what fails before a proxy is told with the proxy's name`() throws {
        let proxy = try UpstreamProxy(parsing: "http://u:secret@p.test:3128", source: "HTTPS_PROXY")
        let cases: [(any Error, RelayFailure.Kind, String)] = [
            (
                ProxyRefusal(reason: "403 No"), .upstreamProxy,
                "the upstream proxy http://p.test:3128 (HTTPS_PROXY) did not connect to api.test:8443: 403 No"
            ),
            (
                Self.code(ECONNREFUSED), .refused,
                "the upstream proxy http://p.test:3128 (HTTPS_PROXY) refused the connection: is it running?"
            ),
            (
                ChannelError.connectTimeout(.seconds(3)), .connectTimeout,
                "no connection to the upstream proxy http://p.test:3128 (HTTPS_PROXY) within 3.0 s (--connect-timeout)"
            ),
            (
                TLSError.noSharedCipher, .tls,
                "TLS with the upstream proxy http://p.test:3128 (HTTPS_PROXY) failed: no cipher or key exchange in common"
            ),
        ]
        for (error, kind, message) in cases {
            let told = UpstreamFailure.describe(error, proxy: proxy, origin: Self.origin)
            #expect(told == RelayFailure(kind, message))
        }
    }

    @Test func `bytes that are not HTTP are a fault of the upstream's protocol`() {
        let failure = UpstreamFailure.describe(HTTPParserError.invalidConstant, origin: Self.origin)
        #expect(failure.kind == .protocolError)
        #expect(failure.message.hasPrefix("api.test:8443 did not answer with valid HTTP/1.1"))
    }

    @Test func `a failure that is described already stays, and an unknown error names the address`() {
        let known = RelayFailure(.timeout, "late")
        #expect(UpstreamFailure.describe(known, origin: Self.origin) == known)
        struct Strange: Error {}
        let strange = UpstreamFailure.describe(Strange(), origin: Self.origin)
        #expect(strange.kind == .unreachable)
        #expect(strange.message.hasPrefix("api.test:8443: "))
    }
}
