import CaptureFile
import ProxyEngine
import Sessions
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A proxy and its recorder, joined: started, announced to other commands, and stopped in good order.
final class RunningSession {
    let port: Int
    /// Where it records; nil when it does not.
    let capture: String?
    private let server: ProxyServer
    private let recorder: SessionRecorder
    private let drain: Nanoseconds
    private let pid = getpid()

    private init(port: Int, capture: String?, server: ProxyServer, recorder: SessionRecorder, drain: Nanoseconds) {
        self.port = port
        self.capture = capture
        self.server = server
        self.recorder = recorder
        self.drain = drain
    }

    /// Where captures go.
    enum Recording {
        case nowhere
        case file(String)
        /// A new file of the default folder, named for the time and the port.
        case defaultFolder
    }

    /// Binds, opens the capture and begins to accept.
    ///
    /// - Parameters:
    ///   - settings: the checked options.
    ///   - recording: where the capture goes.
    ///   - mode: what records, for the capture's header.
    ///   - redacts: whether credentials are taken out.
    ///   - keepsEncoded: whether compressed bodies are stored as they came, too.
    ///   - feed: gets every batch of capture lines.
    /// - Returns: the running proxy.
    /// - Throws: `CommandFailure` or `CaptureFileError`, when the port or the capture cannot be had.
    static func start(
        _ settings: ProxySettings,
        recording: Recording,
        mode: String,
        redacts: Bool = true,
        keepsEncoded: Bool = false,
        feed: (@Sendable ([UInt8]) -> Void)? = nil
    ) async throws -> RunningSession {
        OpenFileLimit.raise()
        MemoryPolicy.apply()
        var generator = SystemRandomNumberGenerator()
        let key = UInt128(generator.next()) << 64 | UInt128(generator.next())
        let options = RecordingOptions(
            redactor: Redactor(key: key, isEnabled: redacts),
            bodyLimit: settings.bodyLimit,
            keepsEncoded: keepsEncoded,
            rules: settings.rules,
            condition: settings.condition
        )
        let recorder = SessionRecorder(
            options: options,
            clock: SystemClock.session,
            feed: feed,
            reportFailure: { Console.complain($0.description) }
        )
        let server = try ProxyServer(
            configuration: settings.configuration,
            tls: settings.tls,
            interception: settings.interception
        ) { recorder.makeObserver() }
        let port = try await listen(server, settings.configuration.listen)
        let capture = try begin(recorder, recording, port: port, mode: mode, redacts: redacts, sync: settings.sync)
        let session = RunningSession(
            port: port,
            capture: capture,
            server: server,
            recorder: recorder,
            drain: settings.drain
        )
        session.announce()
        return session
    }

    private static func listen(_ server: ProxyServer, _ address: HostAndPort) async throws -> Int {
        do {
            return try await server.start()
        } catch {
            throw ListenFailure.explain(error, address: address)
        }
    }

    /// Opens the capture, which is named for the port; facts that came before wait for it.
    private static func begin(
        _ recorder: SessionRecorder,
        _ recording: Recording,
        port: Int,
        mode: String,
        redacts: Bool,
        sync: CaptureWriterFile.SyncPolicy
    ) throws -> String? {
        let wall = SystemClock.wallMicroseconds
        let path: String? =
            switch recording {
            case .nowhere: nil
            case .file(let path): path
            case .defaultFolder: CaptureLocator().newCapture(port: port, wallMicroseconds: wall)
            }
        let header = CaptureHeader(
            file: path ?? "",
            wallMicroseconds: wall,
            tool: CaptureHeader.Tool(name: "weir", version: Version.number),
            mode: mode,
            redaction: redacts ? .on : .off
        )
        try recorder.begin(header: header) { now throws(CaptureFileError) in
            guard let path else { return nil }
            return try CaptureWriterFile(path: path, header: header, at: now, sync: sync)
        }
        return path
    }

    /// Lets `weir tail` and others find this process.
    private func announce() {
        let proxy = RunningProxy(
            pid: pid,
            listening: "127.0.0.1:\(port)",
            capture: capture,
            startedWallMicroseconds: SystemClock.wallMicroseconds
        )
        do {
            try RunningProxies().announce(proxy)
        } catch {
            Console.complain("other commands will not find this proxy: \(error)")
        }
    }

    /// Stops accepting, lets open exchanges finish, closes the capture.
    func stop() async -> SessionCounts {
        await server.stop(drain: .nanoseconds(drain.count))
        recorder.finish()
        RunningProxies().withdraw(pid: pid)
        return recorder.counts
    }
}
