import NIOCore
import NIOPosix
import StreamCore
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Resolves names off the event loops, and measures how long it took.
final class TimedResolver: Resolver, Sendable {
    /// Finds the addresses of a name; may block.
    typealias LookUp = @Sendable (_ host: String, _ port: Int) throws -> [SocketAddress]

    private let eventLoop: any EventLoop
    private let lookUp: LookUp
    private let ipv4: EventLoopPromise<[SocketAddress]>
    private let ipv6: EventLoopPromise<[SocketAddress]>
    private let started = MonotonicClock.now
    private let finished = Mutex<MonotonicInstant?>(nil)

    init(eventLoop: any EventLoop, lookUp: @escaping LookUp) {
        self.eventLoop = eventLoop
        self.lookUp = lookUp
        ipv4 = eventLoop.makePromise()
        ipv6 = eventLoop.makePromise()
    }

    /// How long the look-up took; nil while it runs.
    var duration: Nanoseconds? {
        finished.withLock { $0.map { $0 - started } }
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        ipv4.futureResult
    }

    /// One look-up answers both queries; the connector asks this one first (RFC 8305 section 3).
    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { [self] in
            defer { finished.withLock { $0 = MonotonicClock.now } }
            return try lookUp(host, port)
        }.whenComplete { [ipv4, ipv6] result in
            switch result {
            case .success(let addresses):
                ipv6.succeed(addresses.filter { if case .v6 = $0 { true } else { false } })
                ipv4.succeed(addresses.filter { if case .v4 = $0 { true } else { false } })
            case .failure(let error):
                ipv6.fail(error)
                ipv4.fail(error)
            }
        }
        return ipv6.futureResult
    }

    func cancelQueries() {
        // getaddrinfo cannot be stopped; its late answer finds nobody waiting.
    }

    /// The system's resolver.
    @Sendable static func system(host: String, port: Int) throws(ResolverError) -> [SocketAddress] {
        var hints = addrinfo()
        #if canImport(Glibc)
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw ResolverError(description: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = SocketAddress(entry.pointee, host: host) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses
    }
}

/// What the system's resolver said.
struct ResolverError: Error, CustomStringConvertible {
    var description: String
}

extension SocketAddress {
    fileprivate init?(_ entry: addrinfo, host: String) {
        guard let address = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET:
            self = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                SocketAddress($0.pointee, host: host)
            }
        case AF_INET6:
            self = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                SocketAddress($0.pointee, host: host)
            }
        default:
            return nil
        }
    }
}
