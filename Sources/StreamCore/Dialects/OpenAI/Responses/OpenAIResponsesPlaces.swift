/// Decides which output item an event belongs to; the reader and the builder share it.
///
/// `output_index` and `item_id` agree in theory. In practice servers leave one or both out (llama.cpp),
/// number every item 0, or send another ID with each event.
struct OpenAIResponsesPlaces: Sendable {
    private var ids: [[UInt8]?] = []
    private var byIndex = WireIndexMap()
    private var placesOfIndexes: [Int] = []
    private var byID: [[UInt8]: Int] = [:]

    /// The `output_index` of each place, in order of arrival.
    private(set) var indexes: [Int] = []

    /// The place of the item that an event is about; nil when it must be opened.
    func place(_ fields: OpenAIResponsesFields) -> Int? {
        let indexed = fields.outputIndex.flatMap { byIndex.place(of: $0) }.map { placesOfIndexes[$0] }
        guard let id = fields.itemID else {
            return fields.outputIndex == nil ? ids.indices.last : indexed
        }
        if let indexed, let known = ids[indexed], id.elementsEqual(known) { return indexed }
        return byID[Array(id)] ?? indexed
    }

    /// The place of an item that starts; nil when it is a new one.
    ///
    /// Another ID under a used index is another item.
    func placeOfStart(_ fields: OpenAIResponsesFields) -> Int? {
        guard let id = fields.itemID else {
            return fields.outputIndex == nil ? nil : place(fields).flatMap { ids[$0] == nil ? $0 : nil }
        }
        return byID[Array(id)]
    }

    mutating func open(_ fields: OpenAIResponsesFields) -> Int {
        let place = ids.count
        let id = fields.itemID.map { Array($0) }
        ids.append(id)
        if let id { byID[id] = place }
        if let index = fields.outputIndex {
            _ = byIndex.open(index)
            placesOfIndexes.append(place)
        }
        indexes.append(fields.outputIndex ?? place)
        return place
    }

    /// The places in the order of the output: by index, or by arrival where an index is used twice.
    var ordered: [Int] {
        let arrived = Array(indexes.indices)
        return Set(indexes).count == indexes.count ? arrived.sorted { indexes[$0] < indexes[$1] } : arrived
    }
}
