/// How requests of a dialect end their path, whatever prefix a gateway puts before it.
package struct PathRule: Sendable {
    private var suffix: String
    private var within: String?
    private var except: String?
    private var keys: [String]

    /// - Parameters:
    ///   - suffix: the end of the path.
    ///   - within: what the path must also contain.
    ///   - except: what it must not contain.
    ///   - keys: top-level members that the body must have, where the body is known.
    package init(_ suffix: String, within: String? = nil, except: String? = nil, keys: [String] = []) {
        self.suffix = suffix
        self.within = within
        self.except = except
        self.keys = keys
    }

    /// Whether a path, as ``normalised(_:)`` gives it, is of this kind.
    func matches(_ path: String, bodyKeys: [String]?) -> Bool {
        guard path.hasSuffix(suffix), within.map({ path.contains($0) }) ?? true else { return false }
        if let except, path.contains(except) { return false }
        return bodyKeys.map { known in keys.allSatisfy { known.contains($0) } } ?? true
    }

    /// The path without query and closing slash; an escaped colon before a method's name is a colon.
    package static func normalised(_ target: String) -> String {
        var path = Substring(target.prefix { $0 != "?" && $0 != "#" })
        while path.count > 1, path.last == "/" { path = path.dropLast() }
        guard let escape = path.range(of: "%3A") ?? path.range(of: "%3a") else { return String(path) }
        return String(path[..<escape.lowerBound]) + ":" + path[escape.upperBound...]
    }
}

extension Substring {
    /// The first place of an ASCII text.
    fileprivate func range(of text: String) -> Range<Index>? {
        let wanted = Array(text.utf8)
        let bytes = Array(utf8)
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count) where bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        {
            let lower = utf8.index(startIndex, offsetBy: start)
            return lower..<utf8.index(lower, offsetBy: wanted.count)
        }
        return nil
    }
}
