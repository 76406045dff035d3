/// The constants of the capture format (`docs/capture-format.md`).
package enum CaptureFormat {
    /// The value of `hdr.fmt`.
    package static let name = "weir-capture"
    /// The value of `hdr.v`: a reader refuses any other.
    package static let version = 1
    /// The value of `hdr.minor`: it grows when keys or kinds are added.
    package static let minorVersion = 0
    /// The longest line that a writer makes, its LF included.
    package static let maximumLineBytes = 1 << 20
    /// Numbers stay below 2^53, so that readers with doubles keep them exact.
    package static let largestNumber: Int64 = 1 << 53
}
