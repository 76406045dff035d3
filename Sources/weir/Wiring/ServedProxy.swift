import ProxyEngine
import Sessions

/// A proxy as its options ask for it: listening, recording, shown if that is wished.
struct ServedProxy {
    let session: RunningSession
    /// Where it was told to listen; the port is the session's.
    let listen: HostAndPort
    /// The folder of the authority that clients must trust; nil when TLS of clients is not opened.
    let authority: AuthorityFolder?
    /// Whether the capture is a new one of the default folder.
    let capturesByDefault: Bool
    private let tail: InlineTail?

    /// Starts it and says so.
    ///
    /// - Parameters:
    ///   - options: as given on the command line.
    ///   - mode: what records, for the capture's header.
    ///   - opensTLS: whether clients' TLS is opened, for which there must be an authority.
    ///   - view: how `--tail` shows what passes, where it is for people.
    /// - Returns: the proxy, which accepts connections.
    /// - Throws: `CommandFailure` or `CaptureFileError`.
    static func start(
        _ options: ProxyOptions,
        mode: String,
        opensTLS: Bool = true,
        view: TailMode = .automatic
    ) async throws -> ServedProxy {
        var settings = try ProxySettings(options)
        let interception = opensTLS ? Interception.load(keyLog: settings.keyLog) : nil
        settings.interception = interception?.context
        let tail = options.tail ? InlineTail(mode: options.json ? .json : view) : nil
        var feed: (@Sendable ([UInt8]) -> Void)?
        if let tail { feed = { tail.take($0) } }
        let session = try await RunningSession.start(
            settings,
            recording: options.recording,
            mode: mode,
            redacts: !options.noRedact,
            keepsEncoded: options.keepEncoded,
            feed: feed
        )
        let proxy = ServedProxy(
            session: session,
            listen: settings.configuration.listen,
            authority: interception?.folder,
            capturesByDefault: options.capture == nil,
            tail: tail
        )
        ListeningNotice(
            host: proxy.listen.host,
            port: session.port,
            capture: session.capture,
            authority: proxy.authority?.certificatePath
        ).tell(asJSON: options.json)
        UpstreamNotice.tell(settings.configuration.paths, port: session.port)
        return proxy
    }

    /// Stops accepting, lets open exchanges finish, closes the capture.
    func stop() async -> SessionCounts {
        let counts = await session.stop()
        tail?.finish()
        return counts
    }
}

extension ProxyOptions {
    fileprivate var recording: RunningSession.Recording {
        if noCapture { return .nowhere }
        return capture.map { .file($0) } ?? .defaultFolder
    }
}
