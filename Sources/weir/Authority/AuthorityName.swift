import CaptureFile

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a new authority is called: whose it is and since when, for people who find it in a trust store.
enum AuthorityName {
    /// For this user, on this machine, now.
    static var current: String {
        let user = getpwuid(geteuid())?.pointee.pw_name.map { String(cString: $0) } ?? "\(geteuid())"
        return text(user: user, host: hostName, seconds: SystemClock.wallMicroseconds / 1_000_000)
    }

    /// `Weir CA alex@laptop 2026-11-28 07:45`, in the 64 characters that a certificate allows.
    static func text(user: String, host: String, seconds: Int64) -> String {
        let time = WallClock.civil(seconds: seconds)
        let pad = { (number: Int64) in WallClock.padded(number, to: 2) }
        let date = "\(time.year)-\(pad(time.month))-\(pad(time.day)) \(pad(time.hour)):\(pad(time.minute))"
        let machine = host.split(separator: ".").first.map(String.init) ?? "localhost"
        let place = "\(visible(user))@\(visible(machine))"
        return "Weir CA \(place.prefix(64 - "Weir CA  ".count - date.count)) \(date)"
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func visible(_ text: String) -> String {
        String(decoding: text.utf8.filter { (0x21...0x7E).contains($0) }, as: UTF8.self)
    }
}
