/// Hosts named on the command line (`--passthrough`): `api.example.com`, `*.example.com`, `10.0.*`, with or without a port.
package struct HostPatterns: Sendable {
    private let patterns: [(host: [Character], port: Int?)]

    package init() {
        patterns = []
    }

    /// - Returns: nil when one of them is no host.
    package init?(parsing texts: [String]) {
        var patterns: [(host: [Character], port: Int?)] = []
        for text in texts {
            guard let address = HostAndPort(parsing: text), !address.host.isEmpty else { return nil }
            patterns.append((Array(address.host), address.port))
        }
        self.patterns = patterns
    }

    func contain(host: String, port: Int) -> Bool {
        patterns.contains { pattern in
            (pattern.port ?? port) == port && Self.matches(pattern.host[...], Array(host.lowercased())[...])
        }
    }

    /// `*` stands for any characters, dots too.
    private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        var pattern = pattern
        var text = text
        // Where to go on when a try fails: behind the last star, one character later.
        var star: (pattern: ArraySlice<Character>, text: ArraySlice<Character>)?
        while let character = text.first {
            if pattern.first == "*" {
                pattern = pattern.dropFirst()
                star = (pattern, text)
            } else if pattern.first == character {
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            } else if let last = star {
                star = (last.pattern, last.text.dropFirst())
                pattern = last.pattern
                text = last.text.dropFirst()
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == "*" }
    }
}
