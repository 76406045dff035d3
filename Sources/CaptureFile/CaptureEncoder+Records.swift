package import StreamCore

extension CaptureEncoder {
    /// Begins a file, or a part of it; `t` counts from here.
    package mutating func header(_ header: CaptureHeader, at time: MonotonicInstant) {
        restart(at: time, wallMicroseconds: header.wallMicroseconds)
        begin("hdr", at: time)
        open("hdr")
        member("fmt", CaptureFormat.name)
        member("v", CaptureFormat.version)
        member("minor", header.minor)
        member("file", header.file)
        member("part", header.part)
        member("prev", header.previous)
        member("wall", WallClock.text(microseconds: header.wallMicroseconds))
        member("wall_us", Int(header.wallMicroseconds))
        member("clock", header.clock)
        open("tool")
        member("name", header.tool.name)
        member("version", header.tool.version)
        close()
        member("mode", header.mode)
        member("redaction", header.redaction.rawValue)
        if header.isResumed { member("resume", true) }
        close()
        end()
    }

    package mutating func connectionOpened(
        _ connection: ConnectionID,
        _ facts: ConnectionFacts,
        at time: MonotonicInstant
    ) {
        begin("con", at: time)
        stamp(time, connection)
        open("con")
        member("side", facts.side.rawValue)
        member("peer", facts.peer)
        member("local", facts.local)
        member("proto", facts.protocolName)
        member("tls", facts.tlsVersion)
        member("alpn", facts.alpn)
        member("via", facts.proxy)
        member("dns_ns", facts.resolving)
        member("tcp_ns", facts.connecting)
        member("via_ns", facts.passing)
        member("tls_ns", facts.handshaking)
        member("resumed", facts.resumed)
        close()
        end()
    }

    /// The payload stands under `con`: the key `cls` is taken by the hint of an event.
    package mutating func connectionClosed(
        _ connection: ConnectionID,
        _ closing: ConnectionClosing,
        at time: MonotonicInstant
    ) {
        begin("cls", at: time)
        stamp(time, connection)
        open("con")
        member("requests", closing.requests)
        member("bytes", closing.bytes)
        member("why", closing.reason)
        close()
        end()
    }

    /// - Parameters:
    ///   - exchange: a new id.
    ///   - head: as it may reach the disk, with `redactions` saying what was replaced.
    ///   - redactions: pointers into the line.
    ///   - time: when the head was complete.
    package mutating func request(
        _ exchange: ULID,
        _ head: RequestHead,
        redactions: [RedactionEntry] = [],
        at time: MonotonicInstant
    ) {
        exchangeCount += 1
        begin("req", at: time, exchange)
        stamp(time, head.connection)
        open("req")
        member("m", head.method)
        member("u", head.url)
        member("tg", head.target)
        member("hv", head.version)
        member("h", head.headers)
        member("fb", head.firstByteAt)
        close()
        end(redactions)
    }

    package mutating func requestEnd(_ exchange: ULID, _ requestEnd: CaptureRequestEnd, at time: MonotonicInstant) {
        begin("qe", at: time, exchange)
        open("qe")
        member("bytes", requestEnd.bytes)
        member("crc32", Int(requestEnd.checksum))
        member("up", requestEnd.delivery.upstream.map { Int(clamping: $0.rawValue) })
        member("reused", requestEnd.delivery.reused)
        member("att", requestEnd.delivery.attemptAt)
        member("fwd_beg", requestEnd.delivery.forwardBeganAt)
        member("fwd_end", requestEnd.delivery.forwardEndedAt)
        member("enc", requestEnd.encoding)
        member("raw_bytes", requestEnd.rawBytes)
        close()
        end()
    }

    /// - Parameters:
    ///   - exchange: the id that its request has.
    ///   - head: as it may reach the disk; a 1xx one too.
    ///   - connection: the client's.
    ///   - redactions: pointers into the line.
    ///   - time: when the head was complete.
    package mutating func response(
        _ exchange: ULID,
        _ head: ResponseHead,
        connection: ConnectionID?,
        redactions: [RedactionEntry] = [],
        at time: MonotonicInstant
    ) {
        begin("res", at: time, exchange)
        stamp(time, connection)
        open("res")
        member("s", head.status)
        member("hv", head.version)
        member("h", head.headers)
        member("fb", head.firstByteAt)
        if head.author == .weir { member("by", head.author.rawValue) }
        close()
        end(redactions)
    }

    package mutating func output(_ exchange: ULID, _ output: CaptureOutput, at time: MonotonicInstant) {
        guard !output.lags.isEmpty else { return }
        begin("out", at: time, exchange)
        open("out")
        member("rd0", output.firstRead)
        member("rd", output.firstRead + output.lags.count - 1)
        member("lags", output.lags)
        member("bytes", output.bytes)
        member("q", output.queuedBytes)
        close()
        end()
    }

    package mutating func trailers(
        _ exchange: ULID,
        _ fields: [HeaderField],
        redactions: [RedactionEntry] = [],
        at time: MonotonicInstant
    ) {
        begin("trl", at: time, exchange)
        open("trl")
        member("h", fields)
        close()
        end(redactions)
    }

    /// The last line of an exchange; `connection` is the client's.
    package mutating func end(
        _ exchange: ULID,
        _ end: CaptureEnd,
        connection: ConnectionID?,
        redactions: [RedactionEntry] = [],
        at time: MonotonicInstant
    ) {
        begin("end", at: time, exchange)
        stamp(time, connection)
        open("end")
        member("why", end.ending.reason.rawValue)
        member("state", end.state.rawValue)
        member("detail", end.ending.detail)
        member("r1", end.ending.lastUpstreamByteAt)
        member("ev", end.blocks)
        member("reads", end.reads)
        member("bytes", end.bytes)
        member("crc32", Int(end.checksum))
        member("paused_ns", end.ending.pausedForClient + end.ending.pausedForRecorder)
        if end.ending.pausedForRecorder > .zero { member("paused_weir_ns", end.ending.pausedForRecorder) }
        member("blocked_ns", end.ending.clientBlocked)
        member("enc", end.encoding)
        member("raw_bytes", end.rawBytes)
        if let tunnel = end.ending.tunnel {
            member("tunnel_sent", tunnel.sent)
            member("tunnel_received", tunnel.received)
        }
        close()
        self.end(redactions)
    }

    /// Tells how the wall clock stands to `t`: regularly, after a jump, after a sleep.
    package mutating func clock(
        wallMicroseconds: Int64,
        suspended: Nanoseconds,
        why: String,
        at time: MonotonicInstant
    ) {
        begin("clk", at: time)
        open("clk")
        member("wall_us", Int(wallMicroseconds))
        member("suspended_ns", suspended)
        member("why", why)
        close()
        end()
    }

    /// Says that records are missing; `count` is nil when nobody knows how many.
    package mutating func lost(count: Int?, why: String, exchange: ULID? = nil, at time: MonotonicInstant) {
        begin("lost", at: time, exchange)
        open("lost")
        member("count", count)
        member("why", why)
        close()
        end()
    }

    package mutating func note(_ text: String, tag: String? = nil, exchange: ULID? = nil, at time: MonotonicInstant) {
        begin("note", at: time, exchange)
        open("note")
        member("text", text)
        member("tag", tag)
        close()
        end()
    }

    /// Closes the file: the last line, which counts itself.
    package mutating func footer(at time: MonotonicInstant) {
        begin("ftr", at: time)
        open("ftr")
        member("lines", nextSequence)
        member("exchanges", exchangeCount)
        close()
        end()
    }
}
