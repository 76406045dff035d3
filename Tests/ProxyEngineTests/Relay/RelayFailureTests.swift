import NIOHTTP1
import StreamCore
import Testing

@testable import ProxyEngine

@Suite struct RelayFailureTests {
    private static let kinds: [(RelayFailure.Kind, status: Int, reason: EndReason)] = [
        (.refused, 502, .connect), (.unreachable, 502, .connect), (.dns, 502, .connect), (.tls, 502, .connect),
        (.connectTimeout, 504, .connect), (.reset, 502, .upstreamAbort), (.protocolError, 502, .protocolError),
        (.timeout, 504, .timeout), (.unknownRoute, 404, .eof), (.noRecording, 404, .eof),
        (.badRequest, 400, .protocolError),
        (.unsupported, 501, .protocolError), (.upstreamProxy, 502, .connect),
    ]

    private func parse(_ bytes: [UInt8]) throws -> JSONValue {
        let parser = JSONParser()
        return try #require(
            withExtendedLifetime(parser) { bytes.withUnsafeBufferPointer { parser.view(of: $0)?.value } }
        )
    }

    @Test(arguments: kinds.indices) func `each kind has its status, its end and one body for both families of clients`(
        _ index: Int
    ) throws {
        let (kind, status, reason) = Self.kinds[index]
        let failure = RelayFailure(kind, "it \"broke\"\n\u{1F4A5}")
        #expect(failure.status == status)
        #expect(failure.reason == reason)
        let answer = failure.response()
        #expect(Int(answer.head.status.code) == status)
        #expect(answer.head.headers["content-type"] == ["application/json"])
        #expect(answer.head.headers["content-length"] == [String(answer.body.count)])
        #expect(answer.head.headers["x-weir-error"] == [kind.rawValue])
        // Anthropic: {"type":"error","error":{"type","message"}}; OpenAI: {"error":{"message","type","code"}}.
        let expected = JSONValue.object(
            JSONObject([
                ("type", "error"),
                (
                    "error",
                    .object(
                        JSONObject([
                            ("type", .string(kind.rawValue)), ("message", .string(failure.message)),
                            ("code", .int(Int64(status))),
                        ])
                    )
                ),
            ])
        )
        #expect(JSONDifference.firstPointer(try parse(answer.body), expected) == nil)
        #expect(answer.body.last == UInt8(ascii: "\n"))
    }

    @Test func `details are members of the error`() throws {
        let answer = RelayFailure(.noRecording, "no").response(details: JSONObject([("nearest", .int(3))]))
        guard case .object(let body) = try parse(answer.body), case .object(let error)? = body["error"] else {
            Issue.record("no error object")
            return
        }
        #expect(error.names == ["type", "message", "code", "nearest"])
    }
}
