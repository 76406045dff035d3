/// The arguments of a call that Vertex streams as values at paths (RFC 9535, singular paths).
///
/// Strings at one path are joined, all else is replaced.
struct PartialArguments: Sendable {
    private(set) var value: JSONValue = .object(JSONObject())

    /// A peer cannot make an array longer than this by naming a high index.
    private static let longestArray = 65_536
    private static let deepestPath = 64

    var text: String { value.text() }

    mutating func apply(_ piece: JSONView) {
        guard let path = piece["jsonPath"]?.string, let steps = Self.steps(path), let new = Self.value(of: piece)
        else { return }
        Self.set(new, at: steps[...], in: &value)
    }

    /// The value that a piece carries.
    static func value(of piece: JSONView) -> JSONValue? {
        if let text = piece["stringValue"]?.string { return .string(text) }
        if let number = piece.present("numberValue") { return number.value }
        if let flag = piece["boolValue"]?.bool { return .bool(flag) }
        return piece["nullValue"] == nil ? nil : .null
    }

    enum Step: Equatable {
        case name(String)
        case index(Int)
    }

    /// The steps of a singular path such as `$.a['b c'][0]`; nil when it is none.
    static func steps(_ path: String) -> [Step]? {
        var rest = Substring(path)
        if rest.first == "$" { rest = rest.dropFirst() }
        var steps: [Step] = []
        while let first = rest.first {
            guard steps.count < deepestPath else { return nil }
            if first == "[" {
                guard let step = bracket(&rest) else { return nil }
                steps.append(step)
            } else {
                if first == "." { rest = rest.dropFirst() }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                rest = rest.dropFirst(name.count)
                steps.append(.name(String(name)))
            }
        }
        return steps.isEmpty ? nil : steps
    }

    /// `[0]`, `['name']` or `["name"]`.
    private static func bracket(_ rest: inout Substring) -> Step? {
        rest = rest.dropFirst()
        if let quote = rest.first, quote == "'" || quote == "\"" {
            rest = rest.dropFirst()
            return quotedName(&rest, quote: quote).map { .name($0) }
        }
        let digits = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(digits.count + 1)
        guard let index = Int(digits), (0..<longestArray).contains(index) else { return nil }
        return .index(index)
    }

    /// A name up to its quote and bracket; a backslash takes the next character as it is.
    private static func quotedName(_ rest: inout Substring, quote: Character) -> String? {
        var name = ""
        while let character = rest.popFirst() {
            if character == quote { return rest.popFirst() == "]" ? name : nil }
            guard let literal = character == "\\" ? rest.popFirst() : character else { return nil }
            name.append(literal)
        }
        return nil
    }

    private static func set(_ new: JSONValue, at steps: ArraySlice<Step>, in target: inout JSONValue) {
        guard let step = steps.first else {
            if let piece = new.stringValue { target.append(piece) } else { target = new }
            return
        }
        switch step {
        case .name(let name): set(new, at: steps.dropFirst(), in: &target[name, default: .null])
        case .index(let index):
            var items = target.arrayValue ?? []
            target = .null  // Leaves `items` the only owner, so that setting does not copy.
            while items.count <= index { items.append(.null) }
            set(new, at: steps.dropFirst(), in: &items[index])
            target = .array(items)
        }
    }
}
