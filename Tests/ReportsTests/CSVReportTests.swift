import StreamCore
import Testing

@testable import Reports

struct CSVReportTests {
    @Test func `a row for each metric, unknown cells empty, signs quoted`() {
        var sample = ReportSample(number: 1, state: .complete)
        sample.model = #"odd, "name""#
        sample["ttft_ns"] = 412_000_000
        let lines = CSVReport.text(LatencyReport(samples: [sample])).split(separator: "\r\n").map(String.init)
        #expect(lines[0] == "model,metric,n,mean,std,min,p50,p75,p90,p95,p99,max,sum")
        #expect(lines[1] == #""odd, ""name""",ttft_ns,1,412000000,,412000000,412000000,,,,,412000000,"#)
        #expect(lines[2] == #""odd, ""name""",e2e_ns,0,,,,,,,,,,"#)
    }
}
