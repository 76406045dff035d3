internal import CZlib

/// zlib's native state for inflating: zlib keeps a pointer to it, so it must not move.
typealias InflateStream = UnsafeMutablePointer<z_stream>

extension UnsafeMutablePointer<z_stream> {
    /// A state for one wrapper and window (zlib's `windowBits`); nil when there is no memory for it.
    static func inflating(windowBits: Int32) -> InflateStream? {
        let made = InflateStream.allocate(capacity: 1)
        made.initialize(to: z_stream())
        guard inflateInit2_(made, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            made.deallocate()
            return nil
        }
        return made
    }

    /// Frees it.
    func endInflating() {
        inflateEnd(self)
        deallocate()
    }

    /// Why zlib gave up with this code.
    func reason(for code: Int32) -> String {
        pointee.msg.map { String(cString: $0) } ?? "error \(code)"
    }
}
