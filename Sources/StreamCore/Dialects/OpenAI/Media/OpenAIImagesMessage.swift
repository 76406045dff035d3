/// Rebuilds the images answer; of partial images only the last is kept, until the whole one comes.
package struct OpenAIImagesMessage: MessageBuilder {
    private var members = JSONObject()
    private var images: [JSONValue] = []
    private var partial: JSONValue?

    /// The members that belong to one image, not to the answer.
    private static let imageMembers: [StaticString] = ["b64_json", "url", "revised_prompt", "partial_image_index"]

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        guard let kind = OpenAIImages.Event(event), let json = event.json else { return }
        var image = JSONObject()
        json.forEachMember { key, value in
            if key.isText("type") { return }
            if Self.imageMembers.contains(where: { key.isText($0) }) {
                image[key.text] = value.value
            } else {
                members.replace(key.isText("created_at") ? "created" : key.text, by: value)
            }
        }
        switch kind {
        case .partial: partial = .object(image)
        case .completed:
            partial = nil
            images.append(.object(image))
        }
    }

    package func message() -> JSONValue? {
        let data = images + [partial].compactMap(\.self)
        guard !data.isEmpty else { return nil }
        var message = JSONObject()
        message["created"] = members["created"]
        message["data"] = .array(data)
        for member in members.members { message[member.name] = member.value }
        return .object(message)
    }

    package var partialJSON: [Int: String] { [:] }
}
