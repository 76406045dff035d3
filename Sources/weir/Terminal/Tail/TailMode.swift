import Sessions

/// How a tail shows what it sees.
enum TailMode: Sendable {
    /// The live view on a terminal, rows elsewhere.
    case automatic
    /// A row for each event.
    case events
    case text, raw, json
}

/// Where the items of a tail go.
protocol TailView: AnyObject {
    var wantsBytes: Bool { get }
    /// Whether it changes with time alone.
    var needsTicks: Bool { get }
    /// Whether the capture is being recorded now.
    var isLive: Bool { get set }
    /// Where its keys come from; nil when it has none.
    var keyboard: Int32? { get }
    /// The user has seen enough.
    var wantsToQuit: Bool { get }

    func take(_ item: TailItem, tags: [String])

    /// Shows what was taken; called after each batch.
    func flush()

    /// Shows what time has changed; called often.
    func tick()

    /// Shows the rest; nothing follows.
    func finish()
}

extension TailView {
    var wantsBytes: Bool { false }
    var needsTicks: Bool { false }
    var keyboard: Int32? { nil }
    var wantsToQuit: Bool { false }

    var isLive: Bool {
        get { true }
        set {}
    }

    func tick() {}
}
