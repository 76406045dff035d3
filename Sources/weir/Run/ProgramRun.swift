import ArgumentParser
import Reports
import Sessions
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One program and the proxy that was made for it.
struct ProgramRun {
    let program: Program
    let environment: ChildEnvironment
    private let proxy: ServedProxy
    private let way: SilenceHint.Way

    /// How its requests are to come.
    enum Wish {
        case proxy(java: Bool)
        case baseURLs
    }

    /// Starts the proxy.
    ///
    /// - Throws: `CommandFailure` or `CaptureFileError`, when there is no port, no capture, no trust store.
    static func start(_ program: Program, options: ProxyOptions, wish: Wish) async throws -> ProgramRun {
        var options = options
        options.listen = options.listen ?? "127.0.0.1:0"
        return switch wish {
        case .baseURLs: try await startByBaseURLs(program, options)
        case .proxy(let java): try await startByProxy(program, options, java: java)
        }
    }

    private static func startByBaseURLs(_ program: Program, _ options: ProxyOptions) async throws -> ProgramRun {
        let inherited = ChildEnvironment.inherited
        let baseURLs = BaseURLs(upstream: options.upstream, route: options.route) { inherited[$0] }
        var options = options
        options.route += baseURLs.routes
        let proxy = try await serve(options, opensTLS: false)
        let url = proxy.address(nil).url
        let variables = baseURLs.variables(proxy: url)
        return ProgramRun(
            program: program,
            environment: RunEnvironment.based(inherited, on: variables),
            proxy: proxy,
            way: .baseURLs(variables: variables.map(\.name), proxy: url)
        )
    }

    private static func startByProxy(
        _ program: Program,
        _ options: ProxyOptions,
        java: Bool
    ) async throws -> ProgramRun {
        let inherited = ChildEnvironment.inherited
        let proxy = try await serve(options, opensTLS: true)
        let address = proxy.address(options.proxyAuth)
        do {
            var trust = try proxy.authority.map { try ClientEnvironment.trust($0) } ?? []
            if java, let folder = proxy.authority {
                let options = JavaOptions(folder: folder, proxy: address.address)
                trust.append(try options.refresh(inherited: inherited[JavaOptions.variable]))
            }
            let environment = RunEnvironment.proxied(inherited, proxy: address.url, trust: trust)
            return ProgramRun(program: program, environment: environment, proxy: proxy, way: .proxy)
        } catch {
            _ = await proxy.stop()
            throw error
        }
    }

    /// The program writes on the same terminal: a view that repaints it would paint over that.
    private static func serve(_ options: ProxyOptions, opensTLS: Bool) async throws -> ServedProxy {
        try await ServedProxy.start(options, mode: "run", opensTLS: opensTLS, view: .events)
    }

    /// The program was not started.
    func abandon() async {
        _ = await proxy.stop()
        removeIfEmpty()
    }

    /// The program has ended: closes the capture, says what came, or why nothing may have come.
    func finish(reports: Bool) async {
        let counts = await proxy.stop()
        guard counts.exchanges > 0 else {
            removeIfEmpty()
            let habit = RuntimeDetector.habit(of: program)
            return SilenceHint(program: program, habit: habit, way: way).lines.forEach { Console.complain($0) }
        }
        if let count = counts.findings[.netClientTls] {
            DistrustHint(program: program, count: count).lines.forEach { Console.complain($0) }
        }
        guard reports else { return }
        if let capture = proxy.session.capture { report(capture) }
        Console.inform(SessionSummary.text(counts, capture: proxy.session.capture))
    }

    private func report(_ capture: String) {
        do {
            let report = try ReportCommand.parse(["--", capture]).report()
            Console.inform(TextReport.text(report, style: .terminal(STDERR_FILENO)))
        } catch {
            Console.complain("no report: \((error as? CommandFailure)?.message ?? "\(error)")")
        }
    }

    /// A capture of the default folder that holds nothing would stand in the way of `weir show`.
    private func removeIfEmpty() {
        if let capture = proxy.session.capture, proxy.capturesByDefault { unlink(capture) }
    }
}

extension ServedProxy {
    /// How programs on this machine reach it.
    fileprivate func address(_ credentials: String?) -> ProxyAddress {
        ProxyAddress(listen: listen, port: session.port, credentials: credentials)
    }
}
