/// What the reader remembers across the items of one response.
struct OpenAIResponsesProgress: Sendable {
    struct Paragraph: Equatable {
        var item: Int
        var index: Int
    }

    /// What is told between paragraphs.
    static let separator = "\n\n"

    /// Tool calls so far.
    var tools = 0
    /// The paragraph of a summary that was told last.
    var paragraph: Paragraph?
}

/// What the reader remembers of one output item: how much of it was told.
struct OpenAIResponsesItem: Sendable {
    private let place: Int
    /// Text that leads up to tool calls and is not the answer (`phase: commentary`).
    private var isCommentary = false
    /// The place among the tool calls; nil until it is one.
    private(set) var toolPosition: Int?
    private(set) var awaitsClient = false
    /// Bytes told of each field.
    private(set) var toldText = 0
    private var toldCommentary = 0
    private(set) var toldRefusal = 0
    private(set) var toldReasoning = 0
    private(set) var toldSummary = 0
    private var toldArguments = 0
    private var isNamed = false
    private var toldMedia = false

    init(place: Int) {
        self.place = place
    }

    /// Takes what an item says of itself when it starts or ends.
    mutating func describe(_ item: JSONView, progress: inout OpenAIResponsesProgress, into deltas: inout [Delta]) {
        if item["phase"].isText("commentary") { isCommentary = true }
        guard let call = OpenAIResponsesCall(item) else { return }
        awaitsClient = call.awaitsClient
        guard !isNamed else { return }
        isNamed = call.name != nil
        start(id: call.id, name: call.name, isFreeform: call.isFreeform, progress: &progress, into: &deltas)
    }

    /// Tells a piece of a field.
    mutating func append(
        _ field: OpenAIResponsesField,
        _ piece: ByteView,
        part: Int = 0,
        progress: inout OpenAIResponsesProgress,
        into deltas: inout [Delta]
    ) {
        guard !piece.isEmpty else { return }
        switch field {
        case .text, .transcript:
            if isCommentary { toldCommentary += piece.count } else { toldText += piece.count }
            deltas.append(Delta(.text, text: piece.text, name: isCommentary ? Delta.commentaryName : nil))
        case .refusal:
            toldRefusal += piece.count
            deltas.append(Delta(.refusal, text: piece.text))
        case .reasoning:
            toldReasoning += piece.count
            deltas.append(Delta(.reasoning, text: piece.text))
        case .summary:
            toldSummary += piece.count
            openParagraph(part, progress: &progress, into: &deltas)
            deltas.append(Delta(.reasoning, text: piece.text, name: "summary"))
        case .arguments, .input, .code, .command, .diff:
            toldArguments += piece.count
            start(isFreeform: field == .input || field == .code, progress: &progress, into: &deltas)
            deltas.append(Delta(.toolArguments, index: toolPosition, text: piece.text))
        case .output, .audio: break
        }
    }

    /// Tells the whole of a field unless pieces told it.
    mutating func settle(
        _ field: OpenAIResponsesField,
        _ whole: ByteView,
        part: Int = 0,
        progress: inout OpenAIResponsesProgress,
        into deltas: inout [Delta]
    ) {
        if told(field) == 0 { append(field, whole, part: part, progress: &progress, into: &deltas) }
    }

    /// Takes the whole item: tells what no piece told, and corrects arguments that pieces told otherwise.
    mutating func settle(_ item: JSONView, progress: inout OpenAIResponsesProgress, into deltas: inout [Delta]) {
        describe(item, progress: &progress, into: &deltas)
        settleArguments(of: item, into: &deltas)
        let before = self
        Self.forEachText(of: item) { field, part, text in
            guard before.told(field) == 0 else { return }
            append(field, text, part: part, progress: &progress, into: &deltas)
        }
        if !toldMedia, item["type"].isText("image_generation_call"), let image = item["result"]?.bytes, !image.isEmpty {
            toldMedia = true
            deltas.append(Delta(.media, text: "image", byteCount: Base64.decodedCount(image)))
        }
    }

    /// Calls `body` with the text of each part of an item's content and summary.
    static func forEachText(of item: JSONView, _ body: (OpenAIResponsesField, _ part: Int, ByteView) -> Void) {
        for list in [item["summary"], item["content"]] {
            var index = -1
            list?.forEachElement { part in
                index += 1
                guard let field = OpenAIResponsesField(partType: part["type"]?.bytes),
                    let text = part[field.member]?.bytes
                else { return }
                body(field, index, text)
            }
        }
    }

    /// Names a call whose start is missing.
    mutating func name(_ name: JSONView?, progress: inout OpenAIResponsesProgress, into deltas: inout [Delta]) {
        guard !isNamed, let name, name.isNonEmptyString else { return }
        isNamed = true
        start(name: name.string, isFreeform: false, progress: &progress, into: &deltas)
    }

    /// Paragraphs of summaries come without anything between them.
    private func openParagraph(_ part: Int, progress: inout OpenAIResponsesProgress, into deltas: inout [Delta]) {
        let paragraph = OpenAIResponsesProgress.Paragraph(item: place, index: part)
        if let last = progress.paragraph, last != paragraph {
            deltas.append(Delta(.reasoning, text: OpenAIResponsesProgress.separator, name: "summary"))
        }
        progress.paragraph = paragraph
    }

    private mutating func settleArguments(of item: JSONView, into deltas: inout [Delta]) {
        guard let position = toolPosition, let whole = OpenAIResponsesCall(item)?.arguments else { return }
        let count = whole.utf8.count
        guard toldArguments != count else { return }
        deltas.append(
            toldArguments == 0
                ? Delta(.toolArguments, index: position, text: whole)
                : .restated(.toolArguments, index: position, text: whole)
        )
        toldArguments = count
    }

    private mutating func start(
        id: String? = nil,
        name: String? = nil,
        isFreeform: Bool,
        progress: inout OpenAIResponsesProgress,
        into deltas: inout [Delta]
    ) {
        let isNew = toolPosition == nil
        if isNew {
            toolPosition = progress.tools
            progress.tools += 1
        }
        guard isNew || id != nil || name != nil else { return }
        let text = isFreeform ? "custom" : nil
        deltas.append(Delta(.toolStart, index: toolPosition, text: text, id: id, name: name))
    }

    private func told(_ field: OpenAIResponsesField) -> Int {
        switch field {
        case .text, .transcript: toldText + toldCommentary
        case .refusal: toldRefusal
        case .reasoning: toldReasoning
        case .summary: toldSummary
        case .arguments, .input, .code, .command, .diff: toldArguments
        case .output, .audio: 0
        }
    }
}
