import CYAML

/// Reads one YAML document into nodes; the only file that calls libyaml.
///
/// Files are written by hand and small, so anchors and aliases, by which a short text could stand for a huge
/// one, are refused, as are deep nesting and long texts.
struct YAMLReader: ~Copyable {
    static let maximumBytes = 1 << 20
    static let maximumDepth = 32

    /// libyaml keeps the parser's own address in it, so it must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// The root of the text's only document, nil when it holds none.
    static func read(_ yaml: String) throws(YAMLError) -> YAMLNode? {
        guard yaml.utf8.count <= maximumBytes else {
            throw .refused("the text is longer than \(maximumBytes) bytes", at: YAMLMark(line: 1, column: 1))
        }
        guard let reader = YAMLReader(yaml) else {
            throw .refused("there is no memory to read it", at: YAMLMark(line: 1, column: 1))
        }
        return try reader.document()
    }

    private init?(_ yaml: String) {
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: yaml.utf8.count)
        _ = input.initialize(fromContentsOf: yaml.utf8)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            input.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    private func document() throws(YAMLError) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd: return root
            case .documentStart where root != nil:
                throw .refused("a second document begins here; a file holds one", at: event.mark)
            case .streamStart, .documentStart, .documentEnd: continue
            default: root = try node(event, depth: 1)
            }
        }
    }

    /// The node that begins with `event`.
    private func node(_ event: Event, depth: Int) throws(YAMLError) -> YAMLNode {
        guard depth <= Self.maximumDepth else {
            throw .refused("nested deeper than \(Self.maximumDepth) levels", at: event.mark)
        }
        if let name = event.anchor {
            let problem = "the anchor `&\(name)` is not supported; write the value out where it is used"
            throw .refused(problem, at: event.mark)
        }
        switch event.kind {
        case .scalar(let text):
            return YAMLNode(content: .scalar(text), mark: event.mark)
        case .alias(let name):
            throw .refused("the alias `*\(name)` is not supported; write the value out", at: event.mark)
        case .sequenceStart:
            return YAMLNode(content: .sequence(try items(depth: depth + 1)), mark: event.mark)
        case .mappingStart:
            return YAMLNode(content: .mapping(try members(depth: depth + 1)), mark: event.mark)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .collectionEnd:
            preconditionFailure("libyaml gives balanced events")
        }
    }

    private func items(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if event.kind == .collectionEnd { return items }
            items.append(try node(event, depth: depth))
        }
    }

    private func members(depth: Int) throws(YAMLError) -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var places: [String: YAMLMark] = [:]
        while true {
            let event = try next()
            if event.kind == .collectionEnd { return members }
            let key = try node(event, depth: depth)
            if let name = key.scalar, let first = places.updateValue(key.mark, forKey: name) {
                throw .refused("`\(name)` is given twice, again in line \(key.mark.line)", at: first)
            }
            members.append(YAMLNode.Member(key: key, value: try node(try next(), depth: depth)))
        }
    }
}

extension YAMLReader {
    /// What libyaml found next, in Swift's own memory.
    private struct Event {
        enum Kind: Equatable {
            case streamStart, streamEnd, documentStart, documentEnd
            case sequenceStart, mappingStart, collectionEnd
            case scalar(String)
            case alias(String)
        }

        var kind: Kind
        var anchor: String?
        var mark: YAMLMark
    }

    private func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        let kind: Event.Kind
        switch event.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
        case YAML_ALIAS_EVENT: kind = .alias(Self.text(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT:
            anchor = event.data.sequence_start.anchor
            kind = .sequenceStart
        case YAML_MAPPING_START_EVENT:
            anchor = event.data.mapping_start.anchor
            kind = .mappingStart
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            anchor = scalar.anchor
            let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = .scalar(String(decoding: text, as: UTF8.self))
        default: kind = .streamEnd
        }
        return Event(kind: kind, anchor: Self.text(anchor), mark: YAMLMark(event.start_mark))
    }

    private func failure() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
        switch parser.pointee.error {
        case YAML_MEMORY_ERROR:
            return .refused("there is no memory to read it", at: YAMLMark(parser.pointee.mark))
        case YAML_READER_ERROR:
            // The reader runs ahead of the scanner: it knows the byte, not the line.
            return .invalid(problem, at: mark(atByte: Int(parser.pointee.problem_offset)))
        default:
            return .invalid(problem, at: YAMLMark(parser.pointee.problem_mark))
        }
    }

    private func mark(atByte offset: Int) -> YAMLMark {
        let before = input.prefix(offset)
        let line = before.count { $0 == 0x0A } + 1
        let rest = before.split(separator: 0x0A, omittingEmptySubsequences: false).last ?? before
        return YAMLMark(line: line, column: String(decoding: rest, as: UTF8.self).unicodeScalars.count + 1)
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}

extension YAMLMark {
    /// libyaml counts from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
