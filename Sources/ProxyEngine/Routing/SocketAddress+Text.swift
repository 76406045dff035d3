import NIOCore

extension SocketAddress {
    /// `127.0.0.1:9347`, `[::1]:9347`.
    var hostAndPort: String {
        if case .v4 = self { return withSockAddr { address, _ in Self.text(of: UnsafeRawPointer(address)) } }
        guard let host = ipAddress, let port else { return pathname ?? "unknown" }
        return "[\(host)]:\(port)"
    }

    /// The text of a `sockaddr_in`: behind two bytes lie port and address, in network order.
    ///
    /// Four of them are written down for each exchange on new connections, where `inet_ntop` and interpolation took a
    /// hundredth of all time.
    private static func text(of address: UnsafeRawPointer) -> String {
        String(unsafeUninitializedCapacity: 21) { text in
            var count = 0
            for place in 4..<8 {
                count = write(UInt16(address.load(fromByteOffset: place, as: UInt8.self)), to: text, at: count)
                text[count] = UInt8(ascii: place < 7 ? "." : ":")
                count += 1
            }
            return write(address.load(fromByteOffset: 2, as: UInt16.self).bigEndian, to: text, at: count)
        }
    }

    /// Writes decimal digits; returns where they end.
    private static func write(_ number: UInt16, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
        let last = number < 10 ? start : write(number / 10, to: text, at: start)
        text[last] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
        return last + 1
    }
}
