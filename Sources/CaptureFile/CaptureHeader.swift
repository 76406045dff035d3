package import StreamCore

/// What the `hdr` line says of a file, or of the part that begins with it.
package struct CaptureHeader: Hashable, Sendable {
    package struct Tool: Hashable, Sendable {
        package var name: String
        package var version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// Whether secrets were replaced before they were written.
    package enum Redaction: String, Sendable {
        case on, off
    }

    package var minor: Int
    /// The id of this part; a ULID.
    package var file: String
    /// 1 for the first part of a recording; a rotation or a reopen adds one.
    package var part: Int
    /// The `file` of the part before.
    package var previous: String?
    /// The wall clock at the header, in microseconds since the Unix epoch.
    package var wallMicroseconds: Int64
    /// The clock behind `t`: `boottime` (Linux), `monotonic_raw` (Apple), `none` in files made by hand.
    package var clock: String
    package var tool: Tool
    /// What recorded: `proxy`, `run`, `resend`, `import`, `demo`.
    package var mode: String
    package var redaction: Redaction
    /// The part continues a file that an earlier process left.
    package var isResumed: Bool

    package init(
        file: String,
        part: Int = 1,
        previous: String? = nil,
        wallMicroseconds: Int64,
        clock: String = Self.platformClock,
        tool: Tool,
        mode: String,
        redaction: Redaction = .on,
        isResumed: Bool = false,
        minor: Int = CaptureFormat.minorVersion
    ) {
        self.minor = minor
        self.file = file
        self.part = part
        self.previous = previous
        self.wallMicroseconds = wallMicroseconds
        self.clock = clock
        self.tool = tool
        self.mode = mode
        self.redaction = redaction
        self.isResumed = isResumed
    }

    /// The header of the file after a rotation, and the instant where its `t` is 0.
    ///
    /// That instant is a whole number of microseconds after this header's, so that `wall_us` joins the parts
    /// exactly; it is `now` or less than a microsecond before.
    package func nextPart(
        file: String,
        startedAt: MonotonicInstant,
        now: MonotonicInstant
    ) -> (header: Self, instant: MonotonicInstant) {
        let elapsed = max(0, (now - startedAt).count / 1000)
        var next = self
        next.file = file
        next.part = part + 1
        next.previous = self.file
        next.wallMicroseconds = wallMicroseconds + elapsed
        next.isResumed = false
        return (next, startedAt + Nanoseconds(elapsed * 1000))
    }

    /// The name of the clock that ``MonotonicInstant`` counts on this platform.
    package static var platformClock: String {
        #if canImport(Darwin)
        "monotonic_raw"
        #else
        "boottime"
        #endif
    }
}
