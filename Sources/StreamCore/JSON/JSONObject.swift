/// The members of a JSON object in the order in which they were written.
///
/// Objects on the wire are small, so a linear search beats hashing; from 16 members on an index is kept.
package struct JSONObject: Sendable {
    private(set) package var members: [(name: String, value: JSONValue)] = []
    private var index: [String: Int] = [:]

    private static let indexedFrom = 16

    package init() {}

    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var names: [String] { members.map(\.name) }

    /// The value of a member; setting keeps its place, setting nil removes it.
    package subscript(name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(name, value)
            case (let place?, nil): remove(at: place)
            case (nil, nil): break
            }
        }
        _modify {
            var value = position(of: name).map { members[$0].value }
            if let place = position(of: name) { members[place].value = .null }
            defer { self[name] = value }
            yield &value
        }
    }

    /// The value of a member, with what stands in while there is none.
    package subscript(name: String, default standIn: @autoclosure () -> JSONValue) -> JSONValue {
        get { self[name] ?? standIn() }
        _modify {
            if self[name] == nil { self[name] = standIn() }
            yield &members[position(of: name) ?? 0].value
        }
    }

    private func position(of name: String) -> Int? {
        members.count < Self.indexedFrom ? members.firstIndex { $0.name == name } : index[name]
    }

    private mutating func append(_ name: String, _ value: JSONValue) {
        members.append((name, value))
        if members.count > Self.indexedFrom {
            index[name] = members.count - 1
        } else if members.count == Self.indexedFrom {
            rebuildIndex()
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        if members.count >= Self.indexedFrom { rebuildIndex() } else { index = [:] }
    }

    private mutating func rebuildIndex() {
        index = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1.name, $0) })
    }
}

extension JSONObject: Hashable {
    /// Equal members with equal values, in any order.
    package static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
    }
}
