import CaptureFile
import Sessions
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads captures to their end, or follows one while it grows.
final class TailDriver {
    private let session: TailSession
    private let view: any TailView
    /// What the reader found out about the files.
    private var warnings: [CaptureWarning] = []
    /// Why there was nothing more to follow, told below everything else.
    private var lastWords: String?
    private let stop = SignalFlag([SIGINT, SIGTERM, SIGHUP], isLast: true)

    /// How long a record may wait in the file, in milliseconds.
    private static let pollInterval: Int32 = 30
    /// How often it is asked whether the recorder still runs, in polls.
    private static let pollsPerCheck = 33
    private static let mostWarnings = 10

    init(session: TailSession, view: any TailView) {
        self.session = session
        self.view = view
    }

    /// Compressed captures are closed ones, and stdin ends by itself.
    static func canFollow(_ source: CaptureSource) -> Bool {
        guard case .file(let path) = source else { return false }
        return !path.hasSuffix(CaptureLocator.compressedExtension)
    }

    /// Reads to the end of the file; from stdin each record is shown as it comes.
    func read(_ source: CaptureSource, skippingOld: Bool = false) throws {
        session.skipsNewExchanges = skippingOld && source != .standardInput
        let isLive = source == .standardInput
        view.isLive = false
        var damage: [CaptureWarning] = []
        let tail = try CaptureReader.read(source, onDamage: { damage.append($0) }) { record in
            guard !stop.isRaised else { return }
            session.take(record)
            if isLive { session.flush() }
        }
        session.finishCapture()
        if tail.tornBytes > 0 { damage.append(.tornTail(bytes: tail.tornBytes)) }
        warnings += damage
    }

    /// Follows a file until its recorder closes it, or the user has seen enough.
    func follow(_ path: String, skippingOld: Bool) throws {
        let follower = try CaptureFollower(path: path)
        var recorder = RunningProxies().recording(into: path)?.pid
        session.skipsNewExchanges = skippingOld
        var polls = 0
        var hasToldWhy = recorder != nil
        while true {
            view.isLive = recorder != nil
            let event = try follower.poll { session.take($0) }
            session.settle()
            session.skipsNewExchanges = false
            if event == .removed {
                lastWords = "\(path) was removed"
                break
            }
            if follower.isClosed || stop.isRaised || view.wantsToQuit { break }
            // A live view says what it waits for.
            if !hasToldWhy, !view.needsTicks {
                hasToldWhy = true
                Console.complain("no proxy is recording \(path): Ctrl-C ends the wait for more (or use --no-follow)")
            }
            polls += 1
            if polls % Self.pollsPerCheck == 0 {
                let now = RunningProxies().recording(into: path)?.pid
                if recorder != nil, now == nil, try isOver(follower, path) { break }
                recorder = now ?? recorder
            }
            wait()
            view.tick()
        }
        session.finishCapture()
    }

    /// Shows the rest.
    func finish() {
        view.finish()
        for warning in (session.warnings + warnings).prefix(Self.mostWarnings) { Console.complain(warning.message) }
        if let lastWords { Console.complain(lastWords) }
    }

    /// The recorder is gone: reads what it wrote last, and says so when it did not close the file.
    private func isOver(_ follower: CaptureFollower, _ path: String) throws -> Bool {
        _ = try follower.poll { session.take($0) }
        session.flush()
        if !follower.isClosed { lastWords = "the proxy that recorded \(path) is gone: the capture has no end" }
        return true
    }

    private func wait() {
        var keyboard = pollfd(fd: view.keyboard ?? -1, events: Int16(POLLIN), revents: 0)
        _ = poll(&keyboard, 1, Self.pollInterval)
    }
}
