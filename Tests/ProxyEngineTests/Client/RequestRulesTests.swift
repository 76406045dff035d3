import NIOHTTP1
import Testing

@testable import ProxyEngine

@Suite struct RequestRulesTests {
    private func status(_ headers: HTTPHeaders, version: HTTPVersion = .http1_1) -> Int? {
        RequestRules.violation(of: HTTPRequestHead(version: version, method: .POST, uri: "/", headers: headers))?.status
    }

    @Test func `HTTP 1_1 has one Host`() {
        #expect(status(["Host": "h"]) == nil)
        #expect(status([:]) == 400)
        #expect(status(["Host": "a", "host": "b"]) == 400)
        #expect(status([:], version: .http1_0) == nil)
        #expect(status(["Host": ""]) == 400)
        #expect(status(["Host": "a, b"]) == 400)
        #expect(status(["hOST": "h", "Hosts": "a", "ost": "b"]) == nil)
    }

    @Test func `the body's length has one reading`() {
        #expect(status(["Host": "h", "Content-Length": "1"]) == nil)
        #expect(status(["Host": "h", "Transfer-Encoding": "Chunked"]) == nil)
        #expect(status(["Host": "h", "Transfer-Encoding": "chunked", "Content-Length": "1"]) == 400)
        #expect(status(["Host": "h", "Content-Length": "1", "content-length": "1"]) == 400)
        #expect(status(["Host": "h", "Content-Length": "1, 1"]) == 400)
        #expect(status(["Host": "h", "Transfer-Encoding": "gzip, chunked"]) == 501)
        #expect(status(["Host": "h", "Transfer-Encoding": "chunked", "transfer-encoding": "chunked"]) == 501)
        #expect(status(["Host": "h", "Transfer-Encoding": "xchunked"]) == 501)
        #expect(status(["Host": "h", "Transfer-Encoding": "chunked"], version: .http1_0) == 400)
    }
}
