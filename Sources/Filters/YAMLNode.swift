/// A value of a YAML document with its place in the text.
struct YAMLNode: Equatable, Sendable {
    enum Content: Equatable, Sendable {
        /// Text as written: `5` and `true` are text, too.
        case scalar(String)
        case sequence([YAMLNode])
        /// In the order of the text; no name stands there twice.
        case mapping([Member])
    }

    /// One `key: value` of a mapping.
    struct Member: Equatable, Sendable {
        var key: YAMLNode
        var value: YAMLNode
    }

    var content: Content
    /// Where it begins.
    var mark: YAMLMark

    var scalar: String? { if case .scalar(let text) = content { text } else { nil } }
    var sequence: [YAMLNode]? { if case .sequence(let items) = content { items } else { nil } }
    var mapping: [Member]? { if case .mapping(let members) = content { members } else { nil } }
}

/// A place in a text.
struct YAMLMark: Hashable, Sendable {
    /// From 1.
    var line: Int
    /// From 1, in characters.
    var column: Int
}
