/// Decides which tool call a delta of the OpenAI grammar belongs to; the reader and the builder share it.
///
/// `index` is the key in theory. In practice gateways leave it out, give every call index 0, or repeat
/// the id in each delta.
struct ToolCallTracker: Sendable {
    /// A call's place among the calls of its choice, and whether this delta opened it.
    struct Place: Equatable {
        var position: Int
        var isNew: Bool
    }

    private struct Call {
        var id: String?
        var name: String?
    }

    private var calls: [Call] = []
    private var openByIndex = WireIndexMap()
    private var positionsOfIndexes: [Int] = []
    private var positionsByID: [String: Int] = [:]

    /// Finds or opens the call of a delta; empty ids and names count as absent.
    mutating func place(index: Int?, id: String?, name: String?) -> Place {
        let id = id.flatMap { $0.isEmpty ? nil : $0 }
        let name = name.flatMap { $0.isEmpty ? nil : $0 }
        guard let position = known(index: index, id: id, name: name) else {
            return Place(position: open(index: index, id: id, name: name), isNew: true)
        }
        if calls[position].id == nil, let id {
            calls[position].id = id
            positionsByID[id] = position
        }
        if calls[position].name == nil { calls[position].name = name }
        return Place(position: position, isNew: false)
    }

    /// Opens a place for the deprecated `function_call`, which has neither index nor id.
    mutating func openLegacyCall() -> Int {
        calls.append(Call())
        return calls.count - 1
    }

    private func known(index: Int?, id: String?, name: String?) -> Int? {
        if let index {
            guard let place = openByIndex.place(of: index) else { return nil }
            let position = positionsOfIndexes[place]
            return continues(position, id: id, name: name) ? position : nil
        }
        if let id { return positionsByID[id] }
        guard let last = calls.indices.last else { return nil }
        return continues(last, id: nil, name: name) ? last : nil
    }

    /// Another id under a used index is another call, and so is another name where no ids are given.
    private func continues(_ position: Int, id: String?, name: String?) -> Bool {
        let call = calls[position]
        if let id, let known = call.id { return id == known }
        if id == nil, call.id == nil, let name, let known = call.name { return name == known }
        return true
    }

    private mutating func open(index: Int?, id: String?, name: String?) -> Int {
        calls.append(Call(id: id, name: name))
        let position = calls.count - 1
        if let id { positionsByID[id] = position }
        if let index {
            _ = openByIndex.open(index)
            positionsOfIndexes.append(position)
        }
        return position
    }
}
