/// Why bytes are not a capture that this version can read.
package enum CaptureFormatError: Error, Equatable {
    /// The first line is not a `weir-capture` header.
    case foreign
    /// The header's `v` is one that this version does not know.
    case unknownVersion(Int)
}

extension CaptureFormatError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .foreign:
            "not a Weir capture: the first line is not a `\(CaptureFormat.name)` header"
        case .unknownVersion(let version):
            "capture format version \(version) is not known; this Weir reads version \(CaptureFormat.version): update Weir"
        }
    }
}
