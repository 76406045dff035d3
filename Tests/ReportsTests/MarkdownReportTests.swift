import Testing

@testable import Reports

struct MarkdownReportTests {
    @Test func `a table for each group`() {
        let text = MarkdownReport.text(LatencyReport(samples: HandMadeSamples.mixed, captures: ["demo.weir.jsonl"]))
        #expect(
            text.hasPrefix(
                """
                # Weir report

                `demo.weir.jsonl`

                ## gpt-4o-mini

                5 exchanges: 4 complete, 1 truncated.

                | | n | p50 | p90 | p95 | p99 | max |
                |---|--:|--:|--:|--:|--:|--:|
                | TTFT (ms) | 4 | 460 | 990 | 1095 | 1179 | 1200 |

                """
            )
        )
        #expect(text.contains("\nStalls: upstream 75% (n 1), client 25% (n 1).\n"))
        #expect(text.contains("\nBuffering: certain.\n"))
    }

    @Test func `names do not become markup`() {
        var sample = HandMadeSamples.failed(1)
        sample.model = "a|b*"
        #expect(MarkdownReport.text(LatencyReport(samples: [sample])).contains("## a\\|b\\*\n"))
    }
}
