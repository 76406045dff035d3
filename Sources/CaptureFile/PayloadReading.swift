import StreamCore

/// Reads the payloads that are not body bytes.
///
/// A payload stands under the key named like its kind (`cls`: under `con`); a hand-made line may have it at
/// the top level.
enum PayloadReading {
    static func kind(_ kind: ByteView, _ line: JSONView) -> CaptureRecord.Kind {
        switch String(decoding: kind, as: UTF8.self) {
        case "hdr": .header(HeaderReading.header(line["hdr"] ?? line))
        case "con": .connectionOpened(facts(line["con"] ?? line))
        case "cls": .connectionClosed(closing(line["con"] ?? line))
        case "req": .request(request(line["req"] ?? line))
        case "qe": .requestEnd(requestEnd(line["qe"] ?? line))
        case "res": .response(response(line["res"] ?? line))
        case "out": .output(output(line["out"] ?? line))
        case "trl": .trailers(headers((line["trl"] ?? line)["h"]))
        case "end": .end(end(line["end"] ?? line))
        case "clk": .clock(clock(line["clk"] ?? line))
        case "lost": lost(line["lost"] ?? line)
        case "note": note(line["note"] ?? line)
        case "ftr": footer(line["ftr"] ?? line)
        default: .other
        }
    }

    private static func facts(_ payload: JSONView) -> ConnectionFacts {
        ConnectionFacts(
            side: payload["side"]?.string.flatMap { ConnectionFacts.Side(rawValue: $0) } ?? .client,
            peer: payload["peer"]?.string ?? "",
            local: payload["local"]?.string ?? "",
            protocolName: payload["proto"]?.string ?? "1.1",
            tlsVersion: payload["tls"]?.string,
            alpn: payload["alpn"]?.string,
            proxy: payload["via"]?.string,
            resolving: payload["dns_ns"]?.nanoseconds,
            connecting: payload["tcp_ns"]?.nanoseconds,
            passing: payload["via_ns"]?.nanoseconds,
            handshaking: payload["tls_ns"]?.nanoseconds,
            resumed: payload["resumed"]?.bool ?? false
        )
    }

    private static func closing(_ payload: JSONView) -> ConnectionClosing {
        ConnectionClosing(
            requests: payload["requests"]?.count ?? 0,
            bytes: payload["bytes"]?.count ?? 0,
            reason: payload["why"]?.string ?? ""
        )
    }

    private static func request(_ payload: JSONView) -> CaptureRecord.Request {
        let url = payload["u"]?.string
        return CaptureRecord.Request(
            method: payload["m"]?.string ?? "GET",
            url: url ?? "",
            target: payload["tg"]?.string ?? url ?? "/",
            version: payload["hv"]?.string ?? "1.1",
            headers: headers(payload["h"]),
            firstByteTime: payload["fb"]?.exactNumber
        )
    }

    private static func requestEnd(_ payload: JSONView) -> CaptureRecord.RequestEnd {
        CaptureRecord.RequestEnd(
            bytes: payload["bytes"]?.count,
            checksum: payload["crc32"]?.checksum,
            upstream: payload["up"]?.connection,
            reused: payload["reused"]?.bool ?? false,
            attemptTime: payload["att"]?.exactNumber,
            forwardBeginTime: payload["fwd_beg"]?.exactNumber,
            forwardEndTime: payload["fwd_end"]?.exactNumber,
            encoding: payload["enc"]?.string,
            rawBytes: payload["raw_bytes"]?.count
        )
    }

    private static func response(_ payload: JSONView) -> CaptureRecord.Response {
        CaptureRecord.Response(
            status: payload["s"]?.count ?? 200,
            version: payload["hv"]?.string ?? "1.1",
            headers: headers(payload["h"]),
            firstByteTime: payload["fb"]?.exactNumber,
            author: payload["by"]?.string.flatMap { ResponseHead.Author(rawValue: $0) } ?? .upstream
        )
    }

    private static func output(_ payload: JSONView) -> CaptureOutput {
        var lags: [Nanoseconds] = []
        payload["lags"]?.forEachElement { lags.append($0.nanoseconds ?? .zero) }
        return CaptureOutput(
            firstRead: payload["rd0"]?.count ?? 0,
            lags: lags,
            bytes: payload["bytes"]?.count ?? 0,
            queuedBytes: payload["q"]?.count ?? 0
        )
    }

    private static func end(_ payload: JSONView) -> CaptureRecord.End {
        CaptureRecord.End(
            reason: payload["why"]?.string.flatMap { EndReason(rawValue: $0) },
            state: payload["state"]?.string.flatMap { EndState(rawValue: $0) },
            detail: payload["detail"]?.string,
            lastUpstreamByteTime: payload["r1"]?.exactNumber,
            blocks: payload["ev"]?.count,
            reads: payload["reads"]?.count,
            bytes: payload["bytes"]?.count,
            checksum: payload["crc32"]?.checksum,
            pausedForRecorder: payload["paused_weir_ns"]?.nanoseconds ?? .zero,
            paused: payload["paused_ns"]?.nanoseconds ?? .zero,
            clientBlocked: payload["blocked_ns"]?.nanoseconds ?? .zero,
            encoding: payload["enc"]?.string,
            rawBytes: payload["raw_bytes"]?.count,
            tunnel: tunnel(payload)
        )
    }

    private static func tunnel(_ payload: JSONView) -> TunnelTraffic? {
        guard let sent = payload["tunnel_sent"]?.count, let received = payload["tunnel_received"]?.count else {
            return nil
        }
        return TunnelTraffic(sent: sent, received: received)
    }

    private static func clock(_ payload: JSONView) -> CaptureRecord.Clock {
        CaptureRecord.Clock(
            wallMicroseconds: payload["wall_us"]?.exactNumber,
            suspended: payload["suspended_ns"]?.nanoseconds,
            why: payload["why"]?.string
        )
    }

    private static func lost(_ payload: JSONView) -> CaptureRecord.Kind {
        .lost(count: payload["count"]?.count, why: payload["why"]?.string ?? "")
    }

    private static func note(_ payload: JSONView) -> CaptureRecord.Kind {
        .note(text: payload["text"]?.string ?? "", tag: payload["tag"]?.string)
    }

    private static func footer(_ payload: JSONView) -> CaptureRecord.Kind {
        .footer(lines: payload["lines"]?.count, exchanges: payload["exchanges"]?.count)
    }

    private static func headers(_ list: JSONView?) -> [HeaderField] {
        var fields: [HeaderField] = []
        list?.forEachElement { pair in
            let parts = pair.elements
            guard parts.count == 2, let name = parts[0].string, let value = parts[1].string else { return }
            fields.append(HeaderField(name, value))
        }
        return fields
    }
}
