import StreamCore
import Testing

@testable import Sessions

struct ServerTimeTests {
    private func times(_ parts: JSONValue...) -> [String] {
        ServerTime.times(in: parts).map { "\($0.title ?? "?") \($0.duration?.count ?? -1) \($0.name)" }
    }

    @Test func `headers have their unit where it is known`() {
        let times = ServerTime.times(in: [
            HeaderField("fireworks-server-time-to-first-token", "0.25"), HeaderField("fireworks-prompt-tokens", "12"),
            HeaderField("x-kong-upstream-latency", "7"), HeaderField("x-request-id", "1"),
        ])
        #expect(times.map(\.duration?.count) == [250_000_000, nil, 7_000_000])
        #expect(times.map(\.text) == ["0.25", "12", "7"])
    }

    @Test func `answers tell times in the unit of their server`() {
        #expect(
            times(["timings": ["prompt_n": 3, "prompt_ms": 20.5, "predicted_ms": 9]])
                == ["prompt 20500000 timings.prompt_ms", "generation 9000000 timings.predicted_ms"]
        )
        #expect(
            times(["total_duration": 4_000, "load_duration": 1_000, "eval_duration": 2_500])
                == ["load 1000 load_duration", "generation 2500 eval_duration", "total 4000 total_duration"]
        )
        #expect(
            times(["time_info": ["queue_time": 0.5, "created": 1_760_000_000]]) == [
                "queue 500000000 time_info.queue_time"
            ]
        )
        #expect(times(["metrics": ["latencyMs": 512]]) == ["total 512000000 metrics.latencyMs"])
        #expect(
            times(["perf_metrics": ["server-time-to-first-token": "0.05", "prompt-tokens": "9"]])
                == ["server-time-to-first-token 50000000 perf_metrics.server-time-to-first-token"]
        )
    }

    @Test func `what stands in two places counts once`() {
        let usage: JSONValue = ["queue_time": 0.001, "total_time": 2]
        #expect(
            times(["usage": usage, "x_groq": ["usage": usage]])
                == ["queue 1000000 usage.queue_time", "total 2000000000 usage.total_time"]
        )
        #expect(
            times(["x_groq": ["usage": usage]]).first == "queue 1000000 x_groq.usage.queue_time"
        )
    }

    @Test func `Bedrock's times stand beside the message`() {
        #expect(
            times(["id": "m"], ["amazon-bedrock-invocationMetrics": ["invocationLatency": 90, "firstByteLatency": 30]])
                == [
                    "first byte 30000000 amazon-bedrock-invocationMetrics.firstByteLatency",
                    "total 90000000 amazon-bedrock-invocationMetrics.invocationLatency",
                ]
        )
    }

    @Test func `what is no time is left out`() {
        #expect(times(["usage": ["queue_time": -1, "total_time": "soon", "prompt_time": .null], "timings": 3]) == [])
        #expect(times() == [])
    }
}
