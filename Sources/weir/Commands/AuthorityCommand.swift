import ArgumentParser
import CaptureFile
import ProxyEngine
import Sessions
import StreamCore
import TLSEngine

/// `weir ca`: the certificate authority that lets Weir look into HTTPS.
struct AuthorityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Show Weir's certificate authority, and how to trust it.",
        discussion: """
            It is made at first use, for you on this machine alone, and signs a certificate for each host that a \
            client reaches through the proxy by CONNECT. Base URLs such as http://127.0.0.1:9347/openai/v1 need none.

            Examples:
              weir ca                        what it is, and how to trust it
              eval "$(weir ca env)"          make what this shell starts trust it
              curl -x localhost:9347 --cacert "$(weir ca path)" https://…
            """,
        subcommands: [Path.self, Show.self, Bundle.self, Environment.self, Rotate.self],
        defaultSubcommand: Show.self
    )

    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the path of the authority's certificate (PEM).",
            discussion: #"Example: curl --cacert "$(weir ca path)" …"#
        )

        @Flag(help: "Print it in a JSON document.")
        var json = false

        func run() throws {
            let folder = AuthorityFolder()
            _ = try folder.load()
            guard json else { return Console.print(folder.certificatePath) }
            Console.print(JSONValue.object(JSONObject(AuthorityCommand.paths(folder))).text(.pretty))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print its fingerprint, name and validity, and how to trust it.",
            discussion: "Example: weir ca show --json | jq -r .fingerprint_sha256"
        )

        @Flag(help: "Print a JSON document.")
        var json = false

        func run() throws {
            let folder = AuthorityFolder()
            let certificate = try folder.load().certificate
            try TrustBundle(folder).refresh()
            if json {
                let members = AuthorityCommand.paths(folder) + AuthorityCommand.members(of: certificate)
                return Console.print(JSONValue.object(JSONObject(members)).text(.pretty))
            }
            let style = Style.console
            let lines = AuthoritySheet.lines(certificate, folder, style) + TrustGuide(folder).lines(style)
            Console.write(lines.joined(separator: "\n") + "\n")
        }
    }

    struct Bundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the path of a file with the system's roots and Weir's authority, made anew where needed.",
            discussion: """
                For programs that take one file instead of the system's roots. Roots that variables such as \
                SSL_CERT_FILE name are in it, too.

                Example: SSL_CERT_FILE="$(weir ca bundle)" python app.py
                """
        )

        func run() throws {
            let folder = AuthorityFolder()
            _ = try folder.load()
            try TrustBundle(folder).refresh()
            Console.print(folder.bundlePath)
        }
    }

    struct Environment: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "env",
            abstract: "Print the variables that make programs trust it, for a shell.",
            discussion: """
                Examples:
                  eval "$(weir ca env)"
                  eval "$(weir ca env --proxy http://127.0.0.1:9347)"     and go through the proxy
                  weir ca env | source                                    in fish
                """
        )

        @Option(help: ArgumentHelp("Lead programs to this proxy, too.", valueName: "url"))
        var proxy: String?

        func run() throws {
            let proxy = try proxy.map { try ProxySettings.origin($0, option: "--proxy") }
            let folder = AuthorityFolder()
            _ = try folder.load()
            var variables = try ClientEnvironment.trust(folder)
            if let proxy {
                let bypassed = ProcessEnvironment.variables(named: ["NO_PROXY"])["NO_PROXY"]
                let url = "\(proxy.scheme)://\(proxy.hostAndPort)"
                variables += ClientEnvironment.proxy(url, bypassed: bypassed)
            }
            Console.write(ClientEnvironment.exports(variables))
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new authority in place of the old one, whose key is deleted.",
            discussion: "What trusted the old one must be told again: it says what. Example: weir ca rotate"
        )

        func run() throws {
            let folder = AuthorityFolder()
            let (old, new) = try folder.rotate()
            try TrustBundle(folder).refresh()
            let proxies = RunningProxies().live().map { "\($0.listening) (process \($0.pid))" }
            let lines =
                AuthoritySheet.lines(new, folder, .console)
                + AuthoritySheet.afterRotation(old: old, folder: folder, proxies: proxies)
            Console.write(lines.joined(separator: "\n") + "\n")
        }
    }

    fileprivate static func paths(_ folder: AuthorityFolder) -> [(String, JSONValue)] {
        [("path", .string(folder.certificatePath)), ("key", .string(folder.keyPath))]
    }

    fileprivate static func members(of certificate: CertificateFacts) -> [(String, JSONValue)] {
        let time = { (seconds: Int64?) in JSONValue(seconds.map { WallClock.text(microseconds: $0 * 1_000_000) }) }
        return [
            ("subject", .string(certificate.subject)), ("fingerprint_sha256", .string(certificate.fingerprint)),
            ("not_before", time(certificate.notBefore)), ("not_after", time(certificate.notAfter)),
        ]
    }
}
