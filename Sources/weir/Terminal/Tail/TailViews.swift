#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Makes the view that a mode asks for.
enum TailViews {
    /// - Parameters:
    ///   - mode: what the user asked for.
    ///   - keys: whether a live view may read the keyboard.
    /// - Returns: a view that has shown nothing yet.
    static func make(_ mode: TailMode, keys: Bool) -> any TailView {
        switch mode {
        case .automatic where Console.isTerminal && !isDumb: LiveView(style: .console, keys: keys)
        case .automatic: StreamedView(TailLines(style: .console))
        case .events: StreamedView(TailLines(style: .console))
        case .text: StreamedView(TailText(isForTerminal: Console.isTerminal))
        case .raw: StreamedView(TailRaw())
        case .json: StreamedView(TailJSON())
        }
    }

    /// A terminal that cannot move its cursor.
    private static var isDumb: Bool {
        guard let name = getenv("TERM") else { return true }
        return String(cString: name) == "dumb"
    }
}
