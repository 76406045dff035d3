import StreamCore
import Testing

@testable import Reports

struct TextReportTests {
    private func text(_ samples: [ReportSample], style: ReportStyle = .plain) throws -> String {
        let objective = try ServiceObjective.parse("ttft=800ms,tpot=50ms")
        let report = LatencyReport(samples: samples, captures: ["demo.weir.jsonl"], objective: objective)
        return TextReport.text(report, style: style)
    }

    @Test func `two groups in 80 columns`() throws {
        let expected = """
            Weir report  demo.weir.jsonl

              By model             n  TTFT p50  TTFT p95  TPOT p50  tokens/s
              gpt-4o-mini          5       460      1095      20.0      50.0
              llama-3.1-8b         1      3000         –      0.01    100000

            gpt-4o-mini ─────────────────────────────── 5 exchanges: 4 complete, 1 truncated

              TTFT p50       TPOT p50       tokens/s p50   stalls         buffering
              460 ms         20.0 ms        50.0           2              none seen
              p95 1095 ms    p95 24.3 ms    min 40.0       mostly upstream
              n 4            n 4            n 4

              Ladder of firsts, medians
                first byte           ███████████████████████████████▎         400 ms     n 4
                headers              ███████████████████████████████▎         400 ms     n 4
                first event          ██████████████████████████████████▍      440 ms     n 4
                first text           ████████████████████████████████████     460 ms     n 4

              Times in ms                 n      p50      p90      p95      p99      max
                TTFT                      4      460      990     1095     1179     1200
                  failures as ∞           5      500        ∞        ∞        ∞        ∞
                end to end                4     1388     2002     2132     2236     2262
                TPOT                      4     20.0     23.5     24.3     24.9     25.0
                gap between events      176     20.0     25.0     25.0     25.0     25.0
              Rates, counts               n      p50      p90      p95      p99      max
                tokens/s                  4     50.0     53.9     54.7     55.4     55.6
                output tokens             4     45.0     57.0     58.5     59.7     60.0

              Stalls by cause, longest 1500 ms in exchange 2, before event 7
                upstream    ██████████████████████▌            75%    n 1      1500 ms
                client      ███████▌                           25%    n 1       500 ms

              Buffering    none seen in 5 streams
              Weir itself  added p50 0.03 ms, p99 0.04 ms (n 12 reads); no records lost
              Load         0.95 requests/s, at most 2 at once, at least 34.2 tokens/s
                           together
              Objective    ttft ≤ 800ms, tpot ≤ 50ms: met by 3 of 5 (60%), 0.57 good/s

            llama-3.1-8b ──────────────────────────────────────────────────────── 1 exchange

              TTFT p50       TPOT p50       tokens/s p50   stalls         buffering
              3000 ms        0.01 ms        100000         none           certain
              n 1            n 1            n 1                           1 of 1

              Ladder of firsts, medians
                first byte           ███████████████████████████████████▎    2940 ms     n 1
                headers              ███████████████████████████████████▎    2940 ms     n 1
                first event          ███████████████████████████████████▊    2980 ms     n 1
                first text           ████████████████████████████████████    3000 ms     n 1

              Times in ms                 n      p50      p90      p95      p99      max
                TTFT                      1     3000        –        –        –     3000
                end to end                1     3000        –        –        –     3000
                TPOT                      1     0.01        –        –        –     0.01
                gap between events       39     0.01     0.01     0.01     0.01     0.01
              Rates, counts               n      p50      p90      p95      p99      max
                tokens/s                  1   100000        –        –        –   100000
                output tokens             1     40.0        –        –        –     40.0

              Buffering    certain in 1 of 1 stream: nearly all events in one burst after a
                           long silence (1); first event after 90% of the time (1); an
                           intermediary that was not told not to buffer (1)
              Weir itself  added p50 0.03 ms, p99 0.04 ms (n 3 reads); 2 records lost:
                           figures are incomplete
              Load         at most 1 at once, 13.3 tokens/s together
              Objective    ttft ≤ 800ms, tpot ≤ 50ms: met by 0 of 1 (0%), 0 good/s

            n: exchanges that completed (gaps: all of theirs). Percentiles interpolate (type
            7); a p95 below n 72 and a p99 below n 368 are only hints.

            """
        #expect(try text(HandMadeSamples.mixed) == expected)
    }

    @Test func `one group in 60 columns`() throws {
        let expected = """
            Weir report  demo.weir.jsonl

            gpt-4o-mini ─────────── 5 exchanges: 4 complete, 1 truncated

              TTFT p50       TPOT p50       tokens/s p50
              460 ms         20.0 ms        50.0
              p95 1095 ms    p95 24.3 ms    min 40.0
              n 4            n 4            n 4

              Ladder of firsts, medians
                first byte           █████████████▉       400 ms     n 4
                headers              █████████████▉       400 ms     n 4
                first event          ███████████████▎     440 ms     n 4
                first text           ████████████████     460 ms     n 4

              Times in ms                 n      p50      p95
                TTFT                      4      460     1095
                  failures as ∞           5      500        ∞
                end to end                4     1388     2132
                TPOT                      4     20.0     24.3
                gap between events      176     20.0     25.0
              Rates, counts               n      p50      p95
                tokens/s                  4     50.0     54.7
                output tokens             4     45.0     58.5

              Stalls by cause, longest 1500 ms in exchange 2, before ev…
                upstream    ███████▌       75%    n 1      1500 ms
                client      ██▌            25%    n 1       500 ms

              Buffering    none seen in 5 streams
              Weir itself  added p50 0.03 ms, p99 0.04 ms (n 12 reads);
                           no records lost
              Load         0.95 requests/s, at most 2 at once, at least
                           34.2 tokens/s together
              Objective    ttft ≤ 800ms, tpot ≤ 50ms: met by 3 of 5
                           (60%), 0.57 good/s

            n: exchanges that completed (gaps: all of theirs).
            Percentiles interpolate (type 7); a p95 below n 72 and a p99
            below n 368 are only hints.

            """
        let samples = HandMadeSamples.mixed.filter { $0.model == "gpt-4o-mini" }
        #expect(try text(samples, style: ReportStyle(width: 60)) == expected)
    }

    @Test func `no line is wider than the terminal`() throws {
        var samples = HandMadeSamples.mixed
        samples[0].model = String(repeating: "a-very-long-model-name/", count: 10)
        samples[1].state = .upstreamReset
        samples[2].state = .clientAbort
        for width in 60...130 {
            let style = ReportStyle(width: width)
            let widest = try text(samples, style: style).split(separator: "\n").map(\.count).max() ?? 0
            #expect(widest <= width, "width \(width)")
        }
    }

    @Test func `colour changes nothing but colour`() throws {
        let plain = try text(HandMadeSamples.mixed)
        var coloured = try text(HandMadeSamples.mixed, style: ReportStyle(isColoured: true))
        #expect(coloured.contains("\u{1B}["))
        #expect(!plain.contains("\u{1B}"))
        for code in ["0", "1", "2", "31", "32", "33", "36"] {
            coloured = coloured.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
        }
        let lines = coloured.split(separator: "\n", omittingEmptySubsequences: false).map {
            TextLayout.trimmed(String($0))
        }
        #expect(lines.joined(separator: "\n") == plain)
    }

    @Test func `nothing recorded says what to do`() throws {
        #expect(
            try text([]) == """
                Weir report  demo.weir.jsonl

                  No exchanges. Send some requests through `weir proxy` or `weir run -- CMD`
                  first.

                """
        )
    }

    @Test func `an exchange without a stream has neither ladder nor empty rows`() throws {
        var sample = ReportSample(number: 1, state: .error)
        sample.isStream = false
        let report = try text([sample])
        #expect(!report.contains("Ladder"))
        #expect(!report.contains("Times in ms"))
        #expect(report.contains("(no model)"))
        #expect(report.contains("1 exchange: 1 error"))
    }
}
