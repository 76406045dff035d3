extension StreamMetrics {
    /// Making the connection, sending the request, waiting for the answer.
    mutating func measureConnection(_ timeline: StreamTimeline) {
        let isReused = timeline.isReused == true
        let unknown = timeline.isReused == nil ? "no upstream connection is known" : nil
        set(.dns, isReused ? .zero : timeline.resolving, else: unknown ?? "no name was resolved")
        set(.tcp, isReused ? .zero : timeline.connecting, else: unknown ?? "no connection was made")
        set(.via, isReused ? .zero : timeline.passing, else: unknown ?? "no proxy")
        set(.tls, isReused ? .zero : timeline.handshaking, else: unknown ?? "no TLS")
        guard let began = timeline.sendBeganAt, let ended = timeline.sendEndedAt else {
            lack(.send, "when the request was sent is unknown")
            return lack(.wait, "when the request was sent is unknown")
        }
        guard let answered = timeline.responseFirstByteAt else {
            lack(.send, "no response")
            return lack(.wait, "no response")
        }
        set(.send, ended - began)
        set(.wait, max(answered - ended, .zero))
        if answered < ended { lack(.wait, "the response began before the request was sent; clamped to 0") }
    }

    /// What Weir and its client added.
    mutating func measureRelay(_ timeline: StreamTimeline) {
        let lags = timeline.reads.compactMap { read in read.acceptedAt.map { ($0 - read.time).count } }
        set(.proxyLatency, lags.isEmpty ? nil : .list(lags), else: "nothing was relayed to a client")
        set(.proxyRequest, requestLatency(timeline), else: "when the request was sent is unknown")
        set(.clientBlocked, timeline.clientBlocked, else: "not recorded")
        set(.clientQueue, timeline.queuedMaximum.map { .whole(Int64($0)) }, else: "not recorded")
        let paused = [timeline.pausedForClient, timeline.pausedForRecorder].compactMap(\.self)
        set(.upstreamPaused, paused.isEmpty ? nil : paused.reduce(.zero, +), else: "not recorded")
    }

    /// From the request's head to the first byte sent upstream, less what the connection took after the head.
    private func requestLatency(_ timeline: StreamTimeline) -> Nanoseconds? {
        guard let head = timeline.requestHeadAt, let sent = timeline.sendBeganAt else { return nil }
        var time = sent - head
        if timeline.isReused != true, !timeline.isPreconnected {
            let steps = [timeline.resolving, timeline.connecting, timeline.passing, timeline.handshaking]
            time = time - steps.compactMap(\.self).reduce(.zero, +)
        }
        return max(time, .zero)
    }
}
