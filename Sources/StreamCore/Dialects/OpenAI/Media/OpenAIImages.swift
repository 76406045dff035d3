/// Reads image streams: partial images, each of which replaces the one before, then the whole one.
///
/// An event holds a whole image of several megabytes; only its size is kept beside live streams.
package struct OpenAIImages: DialectReader {
    /// The events of this grammar.
    enum Event {
        case partial, completed

        init?(_ event: DialectEvent) {
            let name = event.name
            if name.isText("image_generation.partial_image") || name.isText("image_edit.partial_image") {
                self = .partial
            } else if name.isText("image_generation.completed") || name.isText("image_edit.completed") {
                self = .completed
            } else {
                return nil
            }
        }
    }

    package let model: String? = nil
    package private(set) var isComplete = false
    /// `[DONE]` is foreign here, but gateways send it.
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let kind = Event(event), let json = event.json else {
            if event.data.startsWithText("[DONE]") { sawTerminator = true }
            return report(ProviderError(in: event), into: &deltas)
        }
        tellImage(json, format: json["output_format"], into: &deltas)
        guard kind == .completed else { return }
        isComplete = true
        tellUsage(json, into: &deltas)
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { return report(found, into: &deltas) }
        guard let images = document["data"], images.isArray else { return }
        images.forEachElement { tellImage($0, format: document["output_format"], into: &deltas) }
        isComplete = true
        tellUsage(document, into: &deltas)
    }

    private func tellImage(_ image: JSONView, format: JSONView?, into deltas: inout [Delta]) {
        let type = format?.string.map { "image/\($0)" } ?? "image"
        if let data = image["b64_json"]?.bytes, !data.isEmpty {
            deltas.append(Delta(.media, text: type, byteCount: Base64.decodedCount(data)))
        } else if image["url"]?.isNonEmptyString ?? false {
            deltas.append(Delta(.media, text: type))
        }
    }

    private func tellUsage(_ holder: JSONView, into deltas: inout [Delta]) {
        guard let usage = holder["usage"], usage.isObject else { return }
        var counts = Usage(openAI: usage)
        // What these models put out is images.
        counts.imageOutputTokens = counts.imageOutputTokens ?? counts.outputTokens
        deltas.append(Delta(.usage, usage: counts))
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension OpenAIImages {
    /// Whether a document is a whole answer.
    static func claims(document: JSONView) -> Bool {
        document["data"]?.first?["b64_json"]?.isString ?? false
    }
}
