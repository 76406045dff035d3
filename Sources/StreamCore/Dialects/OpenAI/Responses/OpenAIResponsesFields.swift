/// The members of an event that have a meaning, found in one pass.
struct OpenAIResponsesFields {
    var type: ByteView?
    var outputIndex: Int?
    /// The place of a part, of a summary's paragraph or of a shell command in its item.
    var partIndex: Int?
    var annotationIndex: Int?
    private(set) var itemID: ByteView?
    var delta: JSONView?
    var item: JSONView?
    var part: JSONView?
    var response: JSONView?

    init(_ json: JSONView) {
        json.forEachMember { key, value in take(key, value) }
        if itemID == nil { itemID = Self.nonEmpty(item?["id"]) }
    }

    /// The fields of an item that stands in a whole response.
    init(item: JSONView, outputIndex: Int) {
        self.item = item
        self.outputIndex = outputIndex
        itemID = Self.nonEmpty(item["id"])
    }

    private mutating func take(_ key: ByteView, _ value: JSONView) {
        if key.isText("delta") {
            delta = value
        } else if key.isText("item_id") {
            itemID = Self.nonEmpty(value)
        } else if key.isText("output_index") {
            outputIndex = value.int
        } else if key.isText("content_index") || key.isText("summary_index") || key.isText("command_index") {
            partIndex = value.int
        } else if key.isText("annotation_index") {
            annotationIndex = value.int
        } else if key.isText("item") {
            item = value.isObject ? value : nil
        } else if key.isText("part") {
            part = value.isObject ? value : nil
        } else if key.isText("response") {
            response = value.isObject ? value : nil
        } else if key.isText("type") {
            type = value.bytes
        }
    }

    private static func nonEmpty(_ value: JSONView?) -> ByteView? {
        value?.bytes.flatMap { $0.isEmpty ? nil : $0 }
    }
}
