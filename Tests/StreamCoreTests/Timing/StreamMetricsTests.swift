import StreamCore
import Testing

struct StreamMetricsTests {
    private func metrics(_ line: String, usage: Usage = Usage()) -> StreamMetrics {
        StreamMetrics(Marbles.timeline(line), usage: usage)
    }

    private func tokens(_ output: Int, reasoning: Int? = nil) -> Usage {
        Usage(outputTokens: output, reasoningTokens: reasoning, source: .provider)
    }

    @Test func `all firsts count from the upstream attempt`() {
        let result = metrics("..Hpi.r-z-n-a-t-m-|")
        #expect(result.columns(.ttfb) == 2)
        #expect(result.columns(.timeToHead) == 2)
        #expect(result.columns(.ttfe) == 6)
        #expect(result.columns(.firstReasoning) == 8)
        #expect(result.columns(.firstTool) == 10)
        #expect(result.columns(.firstArguments) == 12)
        #expect(result.columns(.firstText) == 14)
        #expect(result.columns(.firstMedia) == 16)
        #expect(result.columns(.ttft) == 8)
        #expect(result.columns(.ttfo) == 10)
        #expect(result.columns(.reasoning) == 2)
    }

    @Test func `a refusal is visible text and an answer`() {
        let result = metrics("Hr.x|")
        #expect(result.columns(.firstText) == 3)
        #expect(result.columns(.ttfo) == 3)
        #expect(result.columns(.ttft) == 3)
    }

    @Test func `pings and priming events are no first event`() {
        #expect(metrics("HpPio").columns(.ttfe) == 4)
        #expect(metrics("HpPi").why[.ttfe] == "no event")
    }

    @Test func `role usage and finish are no content`() {
        let result = metrics("Hr.u.f|")
        #expect(result.columns(.ttfe) == 1)
        #expect(result[.ttft] == nil && result.why[.ttft] == "no content event")
        #expect(result.why[.ttfo] == "no such event")
        #expect(result.why[.endToEnd] == "no content event")
        #expect(result.why[.coalescing] == "no content event")
        #expect(result.why[.tail] == "no content event")
        #expect(result.why[.reasoning] == "no visible reasoning")
    }

    @Test func `the attempt never starts before the request head is complete`() {
        var timeline = Marbles.timeline("..H.t|")
        timeline.requestHeadAt = Marbles.at(1)
        timeline.attemptBeganAt = Marbles.at(-5)
        let result = StreamMetrics(timeline)
        #expect(result.columns(.ttfb) == 1)
        #expect(result.columns(.ttft) == 3)
    }

    @Test func `without a start nothing is guessed`() {
        var timeline = Marbles.timeline("H.t.t|")
        timeline.requestHeadAt = nil
        timeline.attemptBeganAt = nil
        let result = StreamMetrics(timeline)
        #expect(result[.ttft] == nil)
        #expect(result.why[.ttft] == "the start of the upstream attempt is unknown")
        #expect(result.columns(.generation) == 2)
    }

    @Test func `ends count from first last and wire`() {
        let result = metrics("H..t-t---t-u--|")
        #expect(result.columns(.secondEvent) == 2)
        #expect(result.columns(.generation) == 6)
        #expect(result.columns(.endToEnd) == 9)
        #expect(result.columns(.endToEndWire) == 14)
        #expect(result.columns(.tail) == 5)
    }

    @Test func `without an end of the response wire time and tail are unknown`() {
        var timeline = Marbles.timeline("H..t-t")
        timeline.lastByteAt = Marbles.at(9)
        let result = StreamMetrics(timeline)
        #expect(result.why[.endToEndWire] == "no end of the response was seen")
        #expect(result.why[.tail] == "no end of the response was seen")
        #expect(result.columns(.endToEnd) == 5)
    }

    @Test func `one content event has no gaps and no generation time`() {
        let result = metrics("H.t|", usage: tokens(5))
        for key in [MetricKey.secondEvent, .generation, .gaps, .zeroGapShare] {
            #expect(result.why[key] == "fewer than two content events")
        }
        for key in [MetricKey.arrivalGaps, .stalls, .stallTime, .maximumGap] {
            #expect(result.why[key] == "content came in fewer than two reads")
        }
        #expect(result.why[.tpot] == "fewer than two content events")
        #expect(result[.coalescing] == .number(1))
    }

    @Test func `time per token leaves out the first event's token`() {
        let result = metrics("H.t-t-t-t|", usage: tokens(7))
        #expect(result[.tokensOut] == .whole(7))
        #expect(result[.tokensVisible] == .whole(7))
        #expect(result.columns(.tpot) == 1)
        #expect(result[.speed] == .number(100))
        #expect(result[.endToEndSpeed] == .number(7 / 0.08))
        #expect(result[.tokensPerEvent] == .number(1.75))
        #expect(result.tokenSource == .provider)
    }

    @Test func `time per token leaves out all tokens known to be in the first event`() {
        var timeline = StreamTimeline()
        timeline.attemptBeganAt = Marbles.at(0)
        for (column, count) in [(1, 4), (3, 2), (7, 4)] {
            timeline.addRead(at: Marbles.at(column), byteCount: 10)
            timeline.addBlock([.event, .text], read: timeline.reads.count - 1, tokens: count)
        }
        let result = StreamMetrics(timeline, usage: tokens(10))
        #expect(result.columns(.tpot) == 1)
        #expect(result.list(.gapsPerToken) == [1, 1])
    }

    @Test func `hidden reasoning is taken off the visible tokens`() {
        let result = metrics("H.t-t-t|", usage: tokens(103, reasoning: 100))
        #expect(result[.tokensOut] == .whole(103))
        #expect(result[.tokensVisible] == .whole(3))
        #expect(result.columns(.tpot) == 2)
    }

    @Test func `streamed reasoning counts and summaries do not`() {
        #expect(metrics("H.z-t|", usage: tokens(10, reasoning: 6))[.tokensVisible] == .whole(10))
        #expect(metrics("H.s-t|", usage: tokens(10, reasoning: 6))[.tokensVisible] == .whole(4))
        #expect(metrics("H.s-t|").columns(.firstReasoning) == 2)
    }

    @Test func `time per token is undefined when nothing follows the first`() {
        #expect(metrics("H.t-t|", usage: tokens(1)).why[.tpot] == "no token after the first event")
        #expect(metrics("H.(tt)|", usage: tokens(5)).why[.tpot] == "all content came in one read")
        #expect(metrics("H.(tt)|", usage: tokens(5)).why[.speed] == "all content came in one read")
    }

    @Test func `without usage no token figure is guessed`() {
        let result = metrics("H.t-t|")
        for key in [MetricKey.tokensOut, .tokensVisible, .tpot, .speed, .endToEndSpeed, .tokensPerEvent] {
            #expect(result[key] == nil && result.why[key] == "no usage")
        }
        #expect(result.tokenSource == nil)
    }

    @Test func `gaps of one read are zero and arrivals are apart`() {
        let result = metrics("H.(tt)-t--(ttt)|")
        #expect(result.list(.gaps) == [0, 2, 3, 0, 0])
        #expect(result.list(.arrivalGaps) == [2, 3])
        #expect(result[.coalescing] == .number(2))
        #expect(result[.zeroGapShare] == .number(0.6))
        #expect(result.columns(.maximumGap) == 3)
        #expect(result.why[.gapsPerToken] == "the tokens of each event are unknown")
    }

    @Test func `jitter is the median distance from the median gap`() {
        #expect(metrics("Ht-t-t-t----t|").columns(.jitter) == 0)
        #expect(metrics("Ht-t---t-t----t--t|").columns(.jitter) == 1)
        #expect(metrics("Htttt|").why[.jitter] == "content came in fewer than five reads")
    }

    @Test func `keep-alives have a cadence and bytes a longest silence`() {
        let result = metrics("H--p-----p---P-t|")
        #expect(result.columns(.pingGap) == 5)
        #expect(result.longestSilence == .milliseconds(60))
        #expect(metrics("H.p.t").why[.pingGap] == "fewer than two keep-alives")
    }

    @Test func `a reused connection took no time`() {
        var timeline = Marbles.timeline("H.t|")
        timeline.isReused = true
        let result = StreamMetrics(timeline)
        #expect(result[.dns] == .whole(0) && result[.tcp] == .whole(0) && result[.tls] == .whole(0))
        #expect(result[.via] == .whole(0))
        #expect(result.json["reused"] == true)
    }

    @Test func `a proxy on the way is a step of the connection, and none of Weir's own time`() {
        var timeline = Marbles.timeline("....H.t|")
        timeline.isReused = false
        timeline.connecting = .milliseconds(10)
        timeline.passing = .milliseconds(20)
        timeline.sendBeganAt = Marbles.at(2)
        timeline.sendEndedAt = Marbles.at(2)
        let result = StreamMetrics(timeline)
        #expect(result.columns(.via) == 2)
        #expect(result[.proxyRequest] == .whole(0))
        timeline.passing = nil
        #expect(StreamMetrics(timeline).why[.via] == "no proxy")
    }

    @Test func `a new connection shows its steps and those it had not`() {
        var timeline = Marbles.timeline("...H.t|")
        timeline.isReused = false
        timeline.connecting = .milliseconds(10)
        timeline.passing = .zero
        timeline.sendBeganAt = Marbles.at(1)
        timeline.sendEndedAt = Marbles.at(2)
        let result = StreamMetrics(timeline)
        #expect(result.why[.dns] == "no name was resolved")
        #expect(result.columns(.tcp) == 1)
        #expect(result[.via] == .whole(0))
        #expect(result.why[.tls] == "no TLS")
        #expect(result.columns(.send) == 1)
        #expect(result.columns(.wait) == 1)
        #expect(result.columns(.ttftWithoutConnection) == 4)
        #expect(result.columns(.proxyRequest) == 1)
    }

    @Test func `an answer before the request was sent clamps the wait and says so`() {
        var timeline = Marbles.timeline(".H.t|")
        timeline.sendBeganAt = Marbles.at(0)
        timeline.sendEndedAt = Marbles.at(3)
        let result = StreamMetrics(timeline)
        #expect(result[.wait] == .whole(0))
        #expect(result.why[.wait] == "the response began before the request was sent; clamped to 0")
    }

    @Test func `an earlier connection is not taken off Weir's own time`() {
        var timeline = Marbles.timeline(".H.t|")
        timeline.isReused = false
        timeline.isPreconnected = true
        timeline.connecting = .milliseconds(500)
        timeline.sendBeganAt = Marbles.at(0)
        #expect(StreamMetrics(timeline).columns(.proxyRequest) == 1)
    }

    @Test func `what the client saw counts from its first byte`() {
        var timeline = Marbles.timeline("H.r.t.t|")
        timeline.accept(throughRead: 0, at: Marbles.at(3))
        timeline.accept(read: 1, lag: .milliseconds(20))
        let result = StreamMetrics(timeline)
        #expect(result.columns(.ttftAtClient) == 8)
        #expect(result.list(.proxyLatency) == [1, 2])
    }

    @Test func `a client that left before the first content has no time to it`() {
        var timeline = Marbles.timeline("H.r.t")
        timeline.accept(throughRead: 0, at: Marbles.at(2))
        #expect(StreamMetrics(timeline).why[.ttftAtClient] == "the client was gone before the first content event")
        #expect(metrics("H.r.t").why[.ttftAtClient] == "nothing was relayed to a client")
        #expect(metrics("H.r.t").why[.proxyLatency] == "nothing was relayed to a client")
    }

    @Test func `back-pressure is what was measured or unknown`() {
        var timeline = Marbles.timeline("H.t|")
        #expect(StreamMetrics(timeline).why[.upstreamPaused] == "not recorded")
        timeline.pausedForClient = .milliseconds(3)
        timeline.pausedForRecorder = .milliseconds(4)
        timeline.clientBlocked = .milliseconds(5)
        timeline.queuedMaximum = 6
        let result = StreamMetrics(timeline)
        #expect(result[.upstreamPaused] == .whole(7_000_000))
        #expect(result[.clientBlocked] == .whole(5_000_000))
        #expect(result[.clientQueue] == .whole(6))
    }

    @Test func `a document has no stream figures`() {
        var timeline = Marbles.timeline("..H|")
        timeline.isStream = false
        let result = StreamMetrics(timeline, usage: tokens(9))
        #expect(result.columns(.ttfb) == 2)
        for key in [MetricKey.ttfe, .ttft, .ttfo, .generation, .gaps, .arrivalGaps, .stalls, .endToEnd, .reasoning] {
            #expect(result.why[key] == "not a stream")
        }
        #expect(result[.tokensOut] == .whole(9))
    }

    @Test func `JSON has every key once, a reason for each null and whole nanoseconds`() {
        let json = metrics("H.t-t-(tt)|", usage: tokens(6)).json
        let names = MetricKey.allCases.map(\.rawValue)
        #expect(json.names.filter { $0 != "tokens_src" && $0 != "reused" && $0 != "why" } == names)
        #expect(json["ttft_ns"] == 20_000_000)
        #expect(json["tpot_ns"] == 8_000_000)
        #expect(json["gap_ns"] == [20_000_000, 20_000_000, 0])
        #expect(json["tokens_src"] == "usage")
        #expect(json["reused"] == .null)
        for name in names {
            #expect((json[name]?.isNull == true) == (json["why"]?[name]?.stringValue != nil), "\(name)")
        }
    }

    @Test func `every key of an empty timeline is null with a reason`() {
        let result = StreamMetrics(StreamTimeline())
        for key in MetricKey.allCases {
            #expect(result[key] == nil)
            #expect(result.why[key] != nil, "\(key)")
        }
    }
}
