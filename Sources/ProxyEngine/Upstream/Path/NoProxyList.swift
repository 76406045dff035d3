/// The hosts that are reached without a proxy (`NO_PROXY`), read as curl and Go read it.
///
/// Entries are separated by commas or blanks: `example.com` and `.example.com` for the host and those below it,
/// `*.example.com` too, a numeric address, a network as `10.0.0.0/8`, each but the last with a port if so wished; `*`
/// for all. Names are not resolved to compare their addresses.
struct NoProxyList: Sendable {
    private enum Entry {
        case all
        /// The host and those below it.
        case domain(String, port: Int?)
        case address(IPAddress, port: Int?)
        case network(IPAddress, prefix: Int)
    }

    private let entries: [Entry]

    init(_ text: String = "") {
        entries = text.split { $0 == "," || $0.isWhitespace }.compactMap { Self.entry($0.lowercased()) }
    }

    func contains(host: String, port: Int) -> Bool {
        guard !entries.isEmpty else { return false }
        let host = Self.withoutLastDot(host.lowercased())
        let address = IPAddress(parsing: host)
        return entries.contains { entry in
            switch entry {
            case .all: true
            case .domain(let domain, let wanted):
                (wanted ?? port) == port && address == nil && (host == domain || host.hasSuffix("." + domain))
            case .address(let excepted, let wanted): (wanted ?? port) == port && address == excepted
            case .network(let network, let prefix): address?.isInside(network, prefix: prefix) ?? false
            }
        }
    }

    private static func entry(_ text: String) -> Entry? {
        if text == "*" { return .all }
        if let slash = text.firstIndex(of: "/") { return network(text[..<slash], text[slash...].dropFirst()) }
        // An IPv6 address without brackets has colons, but no port.
        if let address = IPAddress(parsing: text) { return .address(address, port: nil) }
        guard let place = HostAndPort(parsing: text) else { return nil }
        if let address = IPAddress(parsing: place.host) { return .address(address, port: place.port) }
        var domain = Substring(place.host)
        if domain.hasPrefix("*") { domain = domain.dropFirst() }
        if domain.hasPrefix(".") { domain = domain.dropFirst() }
        let name = withoutLastDot(String(domain))
        return name.isEmpty ? nil : .domain(name, port: place.port)
    }

    private static func network(_ address: Substring, _ length: Substring) -> Entry? {
        guard let network = IPAddress(parsing: address), let prefix = Int(length),
            (0...network.bytes.count * 8).contains(prefix)
        else { return nil }
        return .network(network, prefix: prefix)
    }

    private static func withoutLastDot(_ host: String) -> String {
        host.hasSuffix(".") ? String(host.dropLast()) : host
    }
}
