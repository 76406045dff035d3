import Filters
import Sessions
import StreamCore

/// What a live view shows at a moment: items, keys, the time and the terminal's size go in, lines come out.
///
/// Exchanges that are over become permanent lines, which scroll up and stay in the terminal's history; those that
/// go on are drawn at the bottom, again and again.
struct LiveScreen: Sendable {
    struct Size: Hashable, Sendable {
        var columns: Int
        var rows: Int
    }

    /// Whether there are keys to tell of.
    let hasKeys: Bool
    private var blocks: [StreamBlock] = []
    private var permanent: [ScreenLine] = []
    private var columns: Int
    private var over = 0
    private(set) var isPaused = false
    private(set) var wantsToQuit = false
    private var waiting = 0
    /// The exchange that gets all the room; nil shares it.
    private var focus: Int?
    private var prompt = FilterPrompt()

    init(columns: Int, hasKeys: Bool) {
        self.columns = columns
        self.hasKeys = hasKeys
    }

    /// Takes the next item of the tail.
    mutating func take(_ item: TailItem, tags: [String] = []) {
        if isPaused { waiting += 1 }
        switch item {
        case .opened(let exchange, _): blocks.append(StreamBlock(exchange, columns: columns))
        case .headers(let exchange, _): blocks[place(of: exchange)].take(headers: exchange)
        case .event(let event, let exchange): blocks[place(of: exchange)].take(event, of: exchange)
        case .ended(let result): end(result, tags: tags)
        case .restarted:
            blocks = []
            permanent += [ScreenLine("another capture begins", .dim), ScreenLine()]
        case .bytes: break
        }
    }

    private mutating func place(of exchange: TailExchange) -> Int {
        if let place = blocks.lastIndex(where: { $0.exchange.number == exchange.number }) { return place }
        blocks.append(StreamBlock(exchange, columns: columns))
        return blocks.count - 1
    }

    private mutating func end(_ result: AnalyzedExchange, tags: [String]) {
        var block = blocks.remove(at: place(of: TailExchange(result)))
        if focus == block.exchange.number { focus = nil }
        over += 1
        guard prompt.shows(ExchangeSubject(result, tags: tags)) else { return }
        block.end(result, tags: tags)
        permanent.append(block.header(columns: columns))
        permanent += block.body(columns: columns, now: nil) + [ScreenLine()]
    }

    /// Takes a key that was pressed.
    mutating func press(_ key: LiveKey) {
        if prompt.isOpen { return prompt.press(key) }
        switch key {
        case .character(" "):
            isPaused.toggle()
            waiting = 0
        case .tab: focusNext()
        case .character("/"): prompt.open()
        case .character("q"): wantsToQuit = true
        case .escape: focus = nil
        case .character, .enter, .backspace: break
        }
    }

    private mutating func focusNext() {
        let numbers = shown.map { blocks[$0].exchange.number }
        guard let focus, let place = numbers.firstIndex(of: focus) else { return self.focus = numbers.first }
        self.focus = place + 1 < numbers.count ? numbers[place + 1] : nil
    }

    /// The lines that stay, once; none while the view is paused.
    mutating func takePermanent() -> [ScreenLine] {
        guard !isPaused else { return [] }
        defer { permanent = [] }
        return permanent
    }

    /// The lines to be redrawn: never more than fit above the terminal's last row.
    ///
    /// - Parameters:
    ///   - size: of the terminal now.
    ///   - now: the time in the capture; nil when nobody is recording.
    /// - Returns: the lines, each narrower than the terminal.
    mutating func live(_ size: Size, now: (TailExchange) -> MonotonicInstant?) -> [ScreenLine] {
        columns = size.columns
        let footer = footer(columns: columns)
        let room = max(size.rows - 1 - (footer == nil ? 0 : 1), 1)
        return streams(room: room, now: now) + (footer.map { [$0] } ?? [])
    }

    private var shown: [Int] {
        blocks.indices.filter { prompt.shows(ExchangeSubject(blocks[$0].exchange)) }
    }
}

extension LiveScreen {
    private mutating func streams(room: Int, now: (TailExchange) -> MonotonicInstant?) -> [ScreenLine] {
        var places = shown
        var more: [ScreenLine] = []
        if places.count > room {
            let hidden = places.count - room + 1
            places = Array(places.suffix(room - 1))
            if let focus, let place = blocks.firstIndex(where: { $0.exchange.number == focus }),
                !places.contains(place), !places.isEmpty
            {
                places[0] = place
            }
            more = [ScreenLine("… and \(hidden) more \(hidden == 1 ? "stream" : "streams")", .dim)]
        }
        var bodies: [[ScreenLine]] = []
        for place in places {
            bodies.append(blocks[place].body(columns: columns, now: now(blocks[place].exchange), last: room))
        }
        let isFocused = places.map { blocks[$0].exchange.number == focus }
        let shares = Self.shares(of: room - places.count - more.count, among: bodies.map(\.count), focus: isFocused)
        var lines = more
        for (order, place) in places.enumerated() {
            lines.append(blocks[place].header(columns: columns - 1, isFocused: isFocused[order]))
            // The end of a stream is what moves.
            lines += bodies[order].suffix(shares[order])
        }
        return lines.map { $0.clipped(to: columns - 1) }
    }

    /// Shares lines out: all to the one in focus, else evenly, where those who want less leave theirs to others.
    static func shares(of room: Int, among wanted: [Int], focus: [Bool]) -> [Int] {
        guard room > 0 else { return wanted.map { _ in 0 } }
        if let place = focus.firstIndex(of: true) {
            return wanted.indices.map { $0 == place ? min(wanted[$0], room) : 0 }
        }
        var shares = wanted.map { _ in 0 }
        var left = room
        var open = wanted.indices.sorted { wanted[$0] < wanted[$1] }
        while let next = open.first {
            shares[next] = min(wanted[next], left / open.count)
            left -= shares[next]
            open.removeFirst()
        }
        return shares
    }

    private func footer(columns: Int) -> ScreenLine? {
        if prompt.isOpen { return prompt.line.clipped(to: columns - 1) }
        let counts = blocks.isEmpty && over == 0 ? "waiting for requests" : "\(blocks.count) live · \(over) done"
        guard hasKeys else { return blocks.isEmpty ? nil : ScreenLine(counts, .dim).clipped(to: columns - 1) }
        var spans = [ScreenLine.Span(counts, .dim)]
        if let filter = prompt.applied { spans.append(.init(" · only \(filter)", .accent)) }
        if isPaused {
            spans.append(.init(" · paused, \(waiting) new · space goes on", .warning))
        } else {
            spans.append(.init(" · space pause · tab next stream · / filter · q quit", .dim))
        }
        return ScreenLine(spans).clipped(to: columns - 1)
    }
}
