/// Audio or images of one kind that came with an answer: how much, not what.
package struct ReceivedMedia: Equatable, Sendable {
    /// A MIME type, or `audio` or `image` where the stream gives none.
    package let kind: String
    /// Partial images count each, although later ones replace them.
    package private(set) var pieces = 0
    /// Decoded bytes of all pieces; nil when they are elsewhere, behind URLs.
    package private(set) var byteCount: Int?

    init(kind: String) {
        self.kind = kind
    }

    mutating func add(byteCount count: Int?) {
        pieces += 1
        byteCount = Usage.sum(byteCount, count)
    }
}

extension [ReceivedMedia] {
    mutating func add(_ delta: Delta) {
        let kind = delta.text ?? "media"
        if let place = firstIndex(where: { $0.kind == kind }) {
            self[place].add(byteCount: delta.byteCount)
        } else if count < mostMediaKinds {
            append(ReceivedMedia(kind: kind))
            self[count - 1].add(byteCount: delta.byteCount)
        }
    }
}

/// A peer may name any number of types.
private let mostMediaKinds = 64
