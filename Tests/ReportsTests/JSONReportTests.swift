import StreamCore
import Testing

@testable import Reports

struct JSONReportTests {
    @Test func `a report of one exchange`() {
        var sample = ReportSample(number: 1, state: .complete)
        sample["ttft_ns"] = 412_000_000
        sample["tps"] = 52.5
        let metric = { (value: String) in
            """
            {"n":1,"mean":\(value),"std":null,"min":\(value),"p50":\(value),"p75":null,"p90":null,"p95":null,"p99":null,\
            "max":\(value),"ci":{"p50":null,"p75":null,"p90":null,"p95":null,"p99":null}}
            """
        }
        let nothing = metric("null").replacing("\"n\":1", with: "\"n\":0")
        let noUsage = """
            {"input_tokens":null,"cached_tokens":null,"cache_write_tokens":null,"output_tokens":null,\
            "reasoning_tokens":null,"source":"none","told":0,"untold":1,"partial":0,"charged_usd":null,"charged":0}
            """
        let expected = """
            {"captures":["a.weir.jsonl"],"n":1,"groups":[{"key":{"model":null},"n":1,"states":{"complete":1},"metrics":{\
            "ttft_ns":\(metric("412000000").replacing("\"mean\":412000000", with: "\"mean\":412000000.0")),\
            "e2e_ns":\(nothing),"tpot_ns":\(nothing),"tps":\(metric("52.5")),"gap_ns":\(nothing)},"stalls":[],\
            "findings":[],"buffering":{"verdict":"none","streams":1,"suspected":0,"certain":0,"reasons":[]},\
            "weir":{"proxy_ns":\(nothing),"proxy_req_ns":\(nothing),"lost":0},\
            "load":{"rps":null,"conc_max":null,"tps_system":null,"tps_system_partial":false},\
            "retries":{"calls":0,"retries":0,"lost_ns":0},"usage":\(noUsage)}],"usage":\(noUsage)}
            """
        let report = LatencyReport(samples: [sample], captures: ["a.weir.jsonl"])
        #expect(JSONReport.value(report).text() == expected)
    }

    @Test func `stalls, verdicts, failures and objective`() throws {
        let objective = try ServiceObjective.parse("ttft=800ms")
        let report = LatencyReport(samples: HandMadeSamples.mixed, objective: objective)
        let groups = try #require(JSONReport.value(report)["groups"]?.arrayValue)
        #expect(
            groups[0]["stalls"]?.text() == """
                [{"by":"upstream","n":1,"share":0.75,"total_ns":1500000000,"longest_ns":1500000000,"exchange":2,\
                "at_event":7},{"by":"client","n":1,"share":0.25,"total_ns":500000000,"longest_ns":500000000,\
                "exchange":2,"at_event":9}]
                """
        )
        let ttft = try #require(groups[0]["metrics"]?["ttft_ns"])
        #expect(ttft["failed"] == 1)
        #expect(ttft["adj"]?.text() == #"{"p50":500000000,"p75":1200000000,"p90":null,"p95":null,"p99":null}"#)
        #expect(groups[1]["buffering"]?["verdict"] == "certain")
        #expect(groups[1]["buffering"]?["reasons"]?.arrayValue?.compactMap { $0["rule"] } == ["A", "C", "G"])
        #expect(groups[1]["weir"]?["lost"] == 2)
        #expect(groups[0]["slo"]?["limits"]?.text() == #"{"ttft_ns":800000000}"#)
        #expect(groups[0]["slo"]?["good"] == 3)
        #expect(groups[0]["slo"]?["slo_share"] == 0.6)
    }

    @Test func `intervals appear when there are enough exchanges`() throws {
        let samples = (1...100).map { HandMadeSamples.stream($0, ttft: Double($0 * 10), gap: 5, events: 3) }
        let report = JSONReport.value(LatencyReport(samples: samples))
        let ci = try #require(report["groups"]?.arrayValue?.first?["metrics"]?["ttft_ns"]?["ci"])
        #expect(ci["p50"] == [400_000_000, 610_000_000])
        #expect(ci["p95"] == [900_000_000, 1_000_000_000])
        #expect(ci["p99"] == .null)
    }
}

extension String {
    /// Foundation-free replacement of every occurrence.
    fileprivate func replacing(_ part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
