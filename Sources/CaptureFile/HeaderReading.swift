import StreamCore

/// Reads `hdr` lines, and says which files are refused.
enum HeaderReading {
    /// Why the line's file must not be read, nil when it may.
    static func refusal(of line: JSONView) -> CaptureFormatError? {
        let payload = line["hdr"] ?? line
        guard payload["fmt"]?.string == CaptureFormat.name, let version = payload["v"]?.int else { return .foreign }
        return version == CaptureFormat.version ? nil : .unknownVersion(version)
    }

    static func header(_ payload: JSONView) -> CaptureHeader {
        CaptureHeader(
            file: payload["file"]?.string ?? "",
            part: payload["part"]?.count ?? 1,
            previous: payload["prev"]?.string,
            wallMicroseconds: payload["wall_us"]?.exactNumber ?? 0,
            clock: payload["clock"]?.string ?? "none",
            tool: CaptureHeader.Tool(
                name: payload["tool"]?["name"]?.string ?? "",
                version: payload["tool"]?["version"]?.string ?? ""
            ),
            mode: payload["mode"]?.string ?? "",
            redaction: payload["redaction"]?.string == CaptureHeader.Redaction.off.rawValue ? .off : .on,
            isResumed: payload["resume"]?.bool ?? false,
            minor: payload["minor"]?.count ?? 0
        )
    }
}
