import StreamCore

/// The prompt of a request, part by part, to be laid beside another.
struct PromptText {
    struct Section {
        var kind: PromptSection.Kind
        var path: String
        var fingerprint: Int
        /// Without marks for caches, which are no part of the prompt.
        var value: JSONValue
        /// As JSON without blanks.
        var bytes: [UInt8]
        /// The part, or one in it, is marked as the end of what to cache.
        var isMarked: Bool
    }

    private(set) var sections: [Section] = []
    /// The body's other members: model, temperature, ….
    private(set) var settings = JSONObject()

    var byteCount: Int { sections.reduce(0) { $0 + $1.bytes.count } }

    /// Empty when the body is no JSON object.
    init(body: [UInt8], parser: JSONParser) {
        body.withUnsafeBufferPointer { bytes in
            guard !bytes.isEmpty, let view = parser.view(of: bytes), view.isObject else { return }
            PromptReader.forEachSection(of: view) { sections.append(Section($0)) }
            let names = Set(sections.map { String($0.path.prefix { $0 != "[" && $0 != "." }) })
            view.forEachMember { name, value in
                let name = String(decoding: name, as: UTF8.self)
                if !names.contains(name) { settings[name] = value.value }
            }
        }
    }

    /// Where caches are asked to end.
    var marks: [String] { sections.filter(\.isMarked).map(\.path) }
}

extension PromptText.Section {
    init(_ section: PromptSection) {
        let value = section.view.value
        self.init(
            kind: section.kind,
            path: section.path,
            fingerprint: PromptFingerprint.of(section.view),
            value: value.withoutCacheMarks,
            bytes: [],
            isMarked: value.hasCacheMark
        )
        self.value.append(to: &bytes)
    }

    /// What people call it: a tool's name, a message's role.
    var name: String? {
        let declaration = value["function"] ?? value["toolSpec"] ?? value["custom"] ?? value
        return kind == .tools ? declaration["name"]?.stringValue : value["role"]?.stringValue
    }
}

extension JSONValue {
    /// Without `cache_control` members and `cachePoint` elements.
    fileprivate var withoutCacheMarks: JSONValue {
        switch self {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { $0.name != "cache_control" }.map { ($0.name, $0.value.withoutCacheMarks) }
                )
            )
        case .array(let items): .array(items.filter { $0["cachePoint"] == nil }.map(\.withoutCacheMarks))
        default: self
        }
    }

    fileprivate var hasCacheMark: Bool {
        switch self {
        case .object(let object):
            object["cache_control"].map { !$0.isNull } ?? false || object["cachePoint"] != nil
                || object.members.contains { $0.value.hasCacheMark }
        case .array(let items): items.contains(where: \.hasCacheMark)
        default: false
        }
    }
}
