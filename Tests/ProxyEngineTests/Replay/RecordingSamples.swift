import StreamCore

@testable import ProxyEngine

/// Recordings made by hand.
enum RecordingSamples {
    static func recording(
        _ number: Int,
        method: String = "POST",
        targets: [String] = ["/v1/chat"],
        request: String = "{}",
        status: Int = 200,
        headers: [HeaderField] = [HeaderField("Transfer-Encoding", "chunked")],
        reads: [(milliseconds: Int64, text: String)] = [(0, "answer")],
        head: Int64 = 0,
        end: Int64? = nil,
        trailers: [HeaderField] = [],
        ending: Recording.Ending = .complete
    ) -> Recording {
        let body = reads.flatMap { Array($0.text.utf8) }
        let recorded = ReplaySchedule.Recording(
            headTime: .milliseconds(head),
            reads: reads.map { .init(time: .milliseconds($0.milliseconds), byteCount: $0.text.utf8.count) },
            endTime: end.map { .milliseconds($0) }
        )
        return Recording(
            number: number,
            method: method,
            targets: targets,
            requestBody: requestBody(request),
            status: status,
            headers: headers,
            body: body,
            schedule: body.withUnsafeBufferPointer { ReplaySchedule(recorded, body: $0) },
            trailers: trailers,
            ending: ending
        )
    }

    static func requestBody(_ text: String) -> RequestBody {
        RequestBody(Array(text.utf8), parser: JSONParser())
    }

    static func request(_ body: String = "{}", method: String = "POST", target: String = "/v1/chat")
        -> ReplayMatcher.Request
    {
        ReplayMatcher.Request(method: method, target: target, body: requestBody(body))
    }
}
