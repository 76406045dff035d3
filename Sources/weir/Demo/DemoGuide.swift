#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the demo says before and after what it shows.
enum DemoGuide {
    static func introduction(port: Int, upstreamPort: Int, count: Int) -> String {
        """
        \(style(.strong, "Weir")) stands between a program and a model. Every byte passes through at once;
        when it came is noted, and what it means is shown.

          client  ──▶  \(style(.accent, "weir")) 127.0.0.1:\(port)  ──▶  model 127.0.0.1:\(upstreamPort)

        \(style(.dim, "\(count) invented conversations, all inside this process: no network, no key."))

        """
    }

    static var next: String {
        """

        \(style(.strong, "What to try next"))
          \(style(.accent, "weir show 2"))   one of them: its answer, its tool call, its timing
          \(style(.accent, "weir ls"))       all of them in a table
          \(style(.accent, "weir replay"))   the same bytes at the same times, to test a client against
          \(style(.accent, "weir proxy"))    your own: base_url=http://127.0.0.1:9347/openai/v1
                        (or /anthropic, /gemini, … for what those clients ask)
        """
    }

    /// Stderr is where it goes, beside the coloured view on stdout.
    private static var style: Style {
        isatty(STDERR_FILENO) == 1 ? .console : .none
    }
}
