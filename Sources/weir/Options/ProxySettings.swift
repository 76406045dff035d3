import Filters
import ProxyEngine
import Sessions
import StreamCore
import TLSEngine

/// What the proxy options mean, checked.
struct ProxySettings {
    var configuration: ProxyConfiguration
    var tls: TLSClientContext
    /// Serves clients' TLS; nil when it is not opened.
    var interception: TLSServerContext?
    var keyLog: (@Sendable (String) -> Void)?
    var bodyLimit: Int
    var sync: CaptureWriterFile.SyncPolicy
    var drain: Nanoseconds
    /// Which requests are recorded; nil for all.
    var condition: FilterExpression?
    var rules: [Rule]

    init(_ options: ProxyOptions) throws {
        configuration = ProxyConfiguration(
            listen: try Self.listen(options),
            routes: try Self.routes(options),
            paths: try Self.paths(options),
            connectTimeout: try Self.duration(options.connectTimeout, option: "--connect-timeout"),
            idleTimeout: try Self.duration(options.idleTimeout, option: "--idle-timeout"),
            asksForIdentity: options.identity,
            allowsHalfClose: options.allowHalfClose,
            waitsForRecorder: options.lossless,
            dropsAtOnce: options.drop,
            credentials: try options.proxyAuth.map { try Self.credentials($0) },
            passthrough: try Self.passthrough(options.passthrough),
            usesHTTP1Only: options.http1Only
        )
        guard !options.lossless || !options.drop else {
            throw CommandFailure(ExitStatus.usage, "--lossless and --drop exclude each other")
        }
        drain = try Self.duration(options.drain, option: "--drain", allowsZero: true)
        bodyLimit = try options.bodyLimit.map { try Self.size($0, option: "--body-limit") } ?? .max
        guard let sync = CaptureWriterFile.SyncPolicy(rawValue: options.fsync) else {
            throw CommandFailure(ExitStatus.usage, "--fsync '\(options.fsync)': use none, 1s or end")
        }
        self.sync = sync
        condition = try options.condition.map { try Self.condition($0) }
        rules = try options.filter.flatMap { try Self.rules($0) }
        keyLog = try options.tlsKeylog.map { try KeyLogFile($0).append }
        tls = try Self.tls(options, keyLog: keyLog)
    }

    static func address(_ text: String, option: String, allowsRemote: Bool = false) throws -> HostAndPort {
        guard let address = HostAndPort(parsing: text), address.port != nil, !address.host.isEmpty else {
            throw CommandFailure(
                ExitStatus.usage,
                "\(option) '\(text)': write it as 127.0.0.1:9347 (ports are 0 to 65535)"
            )
        }
        guard address.isLoopback || allowsRemote else {
            throw CommandFailure(
                ExitStatus.usage,
                "\(option) '\(text)' is not a loopback address: other machines could read your traffic; use 127.0.0.1"
            )
        }
        return address
    }

    /// Beyond this machine nothing is served without credentials.
    private static func listen(_ options: ProxyOptions) throws -> HostAndPort {
        let listen = options.listen ?? "127.0.0.1:9347"
        let address = try address(listen, option: "--listen", allowsRemote: true)
        guard address.isLoopback || options.allowRemote && options.proxyAuth != nil else {
            throw CommandFailure(
                ExitStatus.usage,
                "--listen '\(listen)' is not a loopback address: other machines could read your traffic; "
                    + "use 127.0.0.1, or add --allow-remote and --proxy-auth USER:PASS"
            )
        }
        return address
    }

    private static func credentials(_ text: String) throws -> ProxyCredentials {
        guard let credentials = ProxyCredentials(parsing: text) else {
            // The value itself is not repeated: it may be the password.
            throw CommandFailure(ExitStatus.usage, "--proxy-auth: write it as USER:PASS")
        }
        return credentials
    }

    private static func passthrough(_ hosts: [String]) throws -> HostPatterns {
        guard let patterns = HostPatterns(parsing: hosts) else {
            let named = hosts.joined(separator: ", ")
            throw CommandFailure(
                ExitStatus.usage,
                "--passthrough '\(named)': write a host, as in api.example.com or *.example.com"
            )
        }
        return patterns
    }

    static func duration(_ text: String, option: String, allowsZero: Bool = false) throws -> Nanoseconds {
        guard let duration = Nanoseconds(text: text), allowsZero || duration > .zero else {
            throw CommandFailure(ExitStatus.usage, "\(option) '\(text)': write a duration such as 500ms, 10s or 5m")
        }
        return duration
    }

    private static func size(_ text: String, option: String) throws -> Int {
        guard let bytes = FilterLiteral.byteCount(text) else {
            throw CommandFailure(ExitStatus.usage, "\(option) '\(text)': write a size such as 64KiB or 4MiB")
        }
        return Int(clamping: bytes)
    }

    private static func routes(_ options: ProxyOptions) throws -> RouteTable {
        var additional: [(name: String, origin: Origin)] = []
        for route in options.route {
            guard let mark = route.firstIndex(of: "="), mark > route.startIndex else {
                throw CommandFailure(ExitStatus.usage, "--route '\(route)': write it as NAME=URL")
            }
            let name = String(route[..<mark])
            guard name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }) else {
                throw CommandFailure(
                    ExitStatus.usage,
                    "--route '\(route)': a name has letters, digits, '-', '_' and '.'"
                )
            }
            additional.append((name, try origin(String(route[mark...].dropFirst()), option: "--route \(name)")))
        }
        let catchAll = try options.upstream.map { try origin($0, option: "--upstream") }
        return RouteTable(catchAll: catchAll, additional: additional)
    }

    static func origin(_ text: String, option: String) throws -> Origin {
        do throws(OriginError) {
            return try Origin(parsing: text)
        } catch {
            throw CommandFailure(ExitStatus.usage, "\(option): \(error.message)")
        }
    }

    private static func condition(_ text: String) throws -> FilterExpression {
        let expression = try parse(text)
        guard !expression.fields.contains(.named(.requestBody)) else {
            let message = "--where: request.body is not known when a record starts; use it with `weir ls --where`"
            throw CommandFailure(ExitStatus.usage, message)
        }
        return expression
    }

    private static func parse(_ text: String) throws -> FilterExpression {
        do throws(FilterSyntaxError) {
            return try FilterParser.parse(text, fieldsKnownBy: .request)
        } catch {
            throw CommandFailure(ExitStatus.usage, "--where: \(error.description)")
        }
    }

    private static func rules(_ name: String) throws -> [Rule] {
        do {
            let rules = try FilterFile.load(named: name, in: ["filters"]).rules
            for rule in rules {
                guard case .redact = rule.action else {
                    let message =
                        "--filter \(name): line \(rule.line): a proxy applies redact rules only; use the others with `weir tail`"
                    throw CommandFailure(ExitStatus.usage, message)
                }
            }
            return rules
        } catch let error as FilterFileError {
            throw CommandFailure(ExitStatus.usage, "--filter: \(error)")
        }
    }

    private static func tls(
        _ options: ProxyOptions,
        keyLog: (@Sendable (String) -> Void)?
    ) throws -> TLSClientContext {
        guard (options.clientCert == nil) == (options.clientKey == nil) else {
            throw CommandFailure(ExitStatus.usage, "--client-cert and --client-key go together")
        }
        var settings = TLSClientContext.Options()
        settings.verifies = !options.insecureUpstream
        settings.extraAuthorities = options.upstreamCa.map { .file($0) }
        settings.applicationProtocols = ["http/1.1"]
        settings.keyLog = keyLog
        do throws(TLSConfigurationError) {
            if let certificate = options.clientCert, let key = options.clientKey {
                settings.identity = try TLSIdentity(certificates: .file(certificate), privateKey: .file(key))
            }
            return try TLSClientContext(settings)
        } catch {
            let isMissing = if case .unreadable = error { true } else { false }
            throw CommandFailure(isMissing ? ExitStatus.noInput : ExitStatus.badData, error.description)
        }
    }
}

extension HostAndPort {
    fileprivate var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
