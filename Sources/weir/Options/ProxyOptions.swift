import ArgumentParser

/// The options of everything that runs a proxy (`proxy`, and what embeds one).
struct ProxyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where clients connect (127.0.0.1:9347; with `run` a free port). Port 0 takes a free one.",
            valueName: "address:port"
        )
    )
    var listen: String?

    @Option(help: ArgumentHelp("Send every request here, whatever its path.", valueName: "url"))
    var upstream: String?

    @Option(help: ArgumentHelp("Send /NAME/… to URL/…; may be repeated.", valueName: "name=url"))
    var route: [String] = []

    @Option(help: ArgumentHelp("Record into this file instead of the default folder.", valueName: "file"))
    var capture: String?

    @Flag(help: "Record nothing.")
    var noCapture = false

    @Option(
        help: ArgumentHelp("The dashboard's address. It comes later: only --no-ui has an effect.", visibility: .hidden)
    )
    var ui: String?

    @Flag(help: ArgumentHelp("Serve no dashboard.", visibility: .hidden))
    var noUi = false

    @Option(
        help: ArgumentHelp(
            "Reach every upstream through this proxy: http://, https:// or socks5://, as in http://USER:PASS@HOST:PORT.",
            valueName: "url"
        )
    )
    var upstreamProxy: String?

    @Option(help: ArgumentHelp("Trust this CA file besides the system's; may be repeated.", valueName: "file"))
    var upstreamCa: [String] = []

    @Flag(help: "Accept any certificate from upstreams.")
    var insecureUpstream = false

    @Option(help: ArgumentHelp("Certificate shown to upstreams that ask for one.", valueName: "file"))
    var clientCert: String?

    @Option(help: ArgumentHelp("Its private key.", valueName: "file"))
    var clientKey: String?

    @Option(help: ArgumentHelp("Write TLS secrets here, for Wireshark.", valueName: "file"))
    var tlsKeylog: String?

    @Option(
        help: ArgumentHelp(
            "Apply the rules of a filter file, by name or path; may be repeated.",
            valueName: "name|file"
        )
    )
    var filter: [String] = []

    @Option(name: .customLong("where"), help: ArgumentHelp("Record only requests that match.", valueName: "expr"))
    var condition: String?

    @Option(help: ArgumentHelp("Bytes of each body that are recorded, as in 4MiB.", valueName: "size"))
    var bodyLimit: String?

    @Flag(help: "Wait for a slow disk for as long as it takes; never drop records.")
    var lossless = false

    @Flag(help: "Never wait for a slow disk; drop records at once.")
    var drop = false

    @Flag(help: "Ask upstreams for uncompressed answers.")
    var identity = false

    @Flag(help: "Record compressed bodies as they came, too.")
    var keepEncoded = false

    @Flag(help: "A client that stops sending is still waiting for its answer.")
    var allowHalfClose = false

    @Option(
        help: ArgumentHelp("Do not open TLS for this host (`*` matches any part); may be repeated.", valueName: "host")
    )
    var passthrough: [String] = []

    @Flag(help: "Let other machines in, with --listen on an address that they can reach and --proxy-auth.")
    var allowRemote = false

    @Option(help: ArgumentHelp("What clients must send as their proxy credentials.", valueName: "user:pass"))
    var proxyAuth: String?

    @Flag(help: "Record credentials as they are.")
    var noRedact = false

    @Option(help: ArgumentHelp("Give an exchange up after this much silence.", valueName: "duration"))
    var idleTimeout = "10m"

    @Option(help: ArgumentHelp("Give up connecting after this long.", valueName: "duration"))
    var connectTimeout = "10s"

    @Option(help: ArgumentHelp("When stopped, let open exchanges finish for this long.", valueName: "duration"))
    var drain = "5s"

    @Option(help: ArgumentHelp("When records are forced to the disk: none, 1s or end.", valueName: "policy"))
    var fsync = "1s"

    @Flag(help: "Speak HTTP/1.1 only: neither offer nor ask for HTTP/2.")
    var http1Only = false

    @Flag(help: "Print the events as they come, as `weir tail` does.")
    var tail = false

    @Flag(help: "Print the addresses and the process as one JSON line first.")
    var json = false
}
