import Sessions
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The live view on a terminal: draws a ``LiveScreen`` at most twenty times a second.
final class LiveView: TailView {
    let needsTicks = true
    /// Whether the capture is being recorded now, so that silence can be told.
    var isLive = true
    private var screen: LiveScreen
    private var painter: ScreenPainter
    private let readsKeys: Bool
    private var isEntered = false
    private var lastDraw: ContinuousClock.Instant?
    private let suspension: SignalFlag?

    private static let interval = Duration.milliseconds(50)

    init(style: Style, keys: Bool) {
        readsKeys = keys && TerminalDevice.hasKeyboard
        suspension = readsKeys ? SignalFlag([SIGTSTP]) : nil
        screen = LiveScreen(columns: TerminalDevice.size.columns, hasKeys: readsKeys)
        painter = ScreenPainter(style: style)
    }

    var wantsToQuit: Bool { screen.wantsToQuit }
    var keyboard: Int32? { readsKeys ? STDIN_FILENO : nil }

    func take(_ item: TailItem, tags: [String]) {
        screen.take(item, tags: tags)
    }

    func flush() {
        tick()
    }

    func tick() {
        if !isEntered { enter() }
        if suspension?.isRaised ?? false { suspend() }
        let keys = readsKeys ? LiveKey.keys(in: TerminalDevice.pressedBytes()) : []
        for key in keys { screen.press(key) }
        let now = ContinuousClock.now
        // A key is answered at once.
        if keys.isEmpty, let lastDraw, now - lastDraw < Self.interval { return }
        lastDraw = now
        draw()
    }

    func finish() {
        if screen.isPaused { screen.press(.character(" ")) }
        paint(live: [])
        TerminalDevice.leave()
    }

    private func draw() {
        let wall = isLive ? SystemClock.wallMicroseconds : nil
        paint(
            live: screen.live(TerminalDevice.size) { exchange in
                wall.map { MonotonicInstant(nanoseconds: ($0 &- exchange.originWallMicroseconds) &* 1000) }
            }
        )
    }

    private func paint(live: [ScreenLine]) {
        let columns = TerminalDevice.size.columns
        let output = painter.paint(permanent: screen.takePermanent(), live: live, columns: columns)
        if !output.isEmpty { Console.write(output) }
    }

    private func enter() {
        isEntered = true
        TerminalDevice.enter(keys: readsKeys)
    }

    /// Ctrl-Z: the shell gets its terminal as it was, and the view begins anew below when it comes back.
    private func suspend() {
        suspension?.lower()
        paint(live: [])
        TerminalDevice.leave()
        kill(getpid(), SIGSTOP)
        painter.forget()
        enter()
    }
}
