/// What a client's first message says in the clear (RFC 8446 section 4.1.2).
package struct ClientHello: Hashable, Sendable {
    /// The name asked for (SNI) as the client wrote it, not checked; nil when it names none.
    package var serverName: String?
    /// Offered by ALPN, best first, without reserved names (RFC 8701).
    package var applicationProtocols: [String] = []
    /// The versions offered, as 0x0304 for TLS 1.3, without reserved ones (RFC 8701).
    package var versions: [UInt16] = []

    package init(serverName: String? = nil, applicationProtocols: [String] = [], versions: [UInt16] = []) {
        self.serverName = serverName
        self.applicationProtocols = applicationProtocols
        self.versions = versions
    }

    /// Reads the body of the message; nil when it is malformed.
    init?(body: ArraySlice<UInt8>) {
        var reader = FieldReader(body)
        guard let legacyVersion = reader.number(bytes: 2),
            reader.take(32) != nil,  // random
            reader.vector(lengthBytes: 1) != nil,  // session id
            reader.vector(lengthBytes: 2) != nil,  // cipher suites
            reader.vector(lengthBytes: 1) != nil  // compression methods
        else { return nil }
        versions = [UInt16(legacyVersion)]
        // TLS 1.2 allows a message without extensions (RFC 5246 section 7.4.1.2).
        guard !reader.isAtEnd else { return }
        guard var extensions = reader.vector(lengthBytes: 2), reader.isAtEnd else { return nil }
        while !extensions.isAtEnd {
            guard let kind = extensions.number(bytes: 2), let content = extensions.vector(lengthBytes: 2),
                read(content, kind: kind)
            else { return nil }
        }
    }

    private mutating func read(_ content: FieldReader, kind: Int) -> Bool {
        switch kind {
        case 0: return readServerName(content)
        case 16: return readApplicationProtocols(content)
        case 43: return readVersions(content)
        default: return true
        }
    }

    private mutating func readServerName(_ content: FieldReader) -> Bool {
        guard let name = Self.serverName(inExtension: content) else { return false }
        serverName = String(decoding: name, as: UTF8.self)
        return true
    }

    /// The host name in a `server_name` extension (RFC 6066 section 3); nil when it is malformed.
    static func serverName(inExtension content: FieldReader) -> ArraySlice<UInt8>? {
        var content = content
        // One host name (type 0) is all that exists.
        guard var list = content.vector(lengthBytes: 2), content.isAtEnd, list.number(bytes: 1) == 0,
            let name = list.vector(lengthBytes: 2), list.isAtEnd
        else { return nil }
        return name.bytes
    }

    private mutating func readApplicationProtocols(_ content: FieldReader) -> Bool {
        var content = content
        guard var list = content.vector(lengthBytes: 2), content.isAtEnd else { return false }
        while !list.isAtEnd {
            guard let name = list.vector(lengthBytes: 1), !name.isAtEnd else { return false }
            guard !Self.isReserved(name.bytes) else { continue }
            applicationProtocols.append(String(decoding: name.bytes, as: UTF8.self))
        }
        return true
    }

    private mutating func readVersions(_ content: FieldReader) -> Bool {
        var content = content
        guard var list = content.vector(lengthBytes: 1), content.isAtEnd else { return false }
        versions = []
        while !list.isAtEnd {
            guard let version = list.take(2) else { return false }
            guard !Self.isReserved(version) else { continue }
            versions.append(version.reduce(0) { $0 << 8 | UInt16($1) })
        }
        return true
    }

    /// Clients offer 0x0A0A, 0x1A1A … 0xFAFA to keep servers tolerant; nobody means them.
    private static func isReserved(_ value: ArraySlice<UInt8>) -> Bool {
        value.count == 2 && value.first == value.last && value.allSatisfy { $0 & 0x0F == 0x0A }
    }
}
