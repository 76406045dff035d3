import ProxyEngine
import StreamCore

/// What a server says when it accepts connections.
struct ListeningNotice {
    var scheme = "http"
    var host: String
    var port: Int
    var capture: String?
    /// The certificate that clients must trust for TLS to be opened.
    var authority: String?

    /// Prints one line on stderr and, for programs, one JSON line on stdout before it.
    func tell(asJSON: Bool) {
        let place = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        if asJSON {
            let line = JSONObject([
                ("listening", .string(place)), ("ui", .null), ("capture", JSONValue(capture)),
                ("ca", JSONValue(authority)),
                ("pid", .int(Int64(ProcessIdentity.pid))),
            ])
            Console.print(JSONValue.object(line).text())
        }
        Console.complain("listening on \(scheme)://\(place)")
    }
}
