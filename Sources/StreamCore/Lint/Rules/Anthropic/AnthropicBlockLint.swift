/// Rules about the content blocks of Messages streams: order, nesting, deltas that fit, signatures.
struct AnthropicBlockLint {
    private struct Block {
        var type: String
        var place: LintPlace
        var isOpen = true
        /// Signatures that are not empty, the start's included.
        var signatures = 0
    }

    private var blocks: [Int: Block] = [:]
    private var started = 0
    private var openCount = 0
    /// A client's tool was called.
    private(set) var hasTool = false

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let json = event.object, let type = json["type"]?.bytes else { return }
        if type.isText("content_block_start") {
            start(json, at: event.place, into: &report)
        } else if type.isText("content_block_delta") {
            checkDelta(json, into: &report)
        } else if type.isText("content_block_stop") {
            stop(json, into: &report)
        }
    }

    func finish(_ end: LintedEnd, into report: inout LintReport) {
        for (index, block) in blocks.sorted(by: { $0.key < $1.key }) where block.isOpen {
            let message = "block \(index) (\(block.type)) has no content_block_stop"
            report.add(.anthUnclosed, message, subject: Self.name(index), at: block.place)
        }
    }

    private mutating func start(_ json: JSONView, at place: LintPlace, into report: inout LintReport) {
        let index = json["index"]?.int
        if index != started {
            let found = index.map { "is \($0)" } ?? "is missing"
            report.add(.anthIndex, "the block's index \(found), its place in content is \(started)")
        }
        if openCount > 0 {
            report.add(.anthOverlap, "block \(index ?? started) starts while another is open")
        }
        started += 1
        let content = json["content_block"]
        let type = content?["type"]?.string ?? ""
        if type == "tool_use" { hasTool = true }
        var block = Block(type: Excerpt.text(of: type), place: place)
        if content?["signature"]?.isNonEmptyString ?? false { block.signatures = 1 }
        if !(blocks[index ?? started - 1]?.isOpen ?? false) { openCount += 1 }
        blocks[index ?? started - 1] = block
    }

    private mutating func checkDelta(_ json: JSONView, into report: inout LintReport) {
        let index = json["index"]?.int ?? -1
        guard let block = blocks[index], block.isOpen else {
            let state = blocks[index] == nil ? "was never started" : "is closed"
            let name = json["index"]?.int.map { "block \($0)" } ?? "a block without an index"
            report.add(.anthDeltaOrphan, "the delta is for \(name), which \(state)", subject: Self.name(index))
            return
        }
        let delta = json["delta"]
        guard let type = delta?["type"]?.bytes else { return }
        if type.isText("signature_delta"), delta?["signature"]?.isNonEmptyString ?? false {
            blocks[index]?.signatures += 1
        }
        if !Self.fits(type, block.type) {
            let message = "a \(Excerpt.text(of: type)) came for a \(block.type) block: SDKs drop it"
            report.add(.anthDeltaType, message, subject: Self.name(index))
        }
    }

    private mutating func stop(_ json: JSONView, into report: inout LintReport) {
        let index = json["index"]?.int ?? -1
        guard let block = blocks[index], block.isOpen else { return }
        blocks[index]?.isOpen = false
        openCount -= 1
        guard block.type == "thinking", block.signatures != 1 else { return }
        let found = block.signatures == 0 ? "no signature" : "\(block.signatures) signatures"
        report.add(.anthSignature, "the thinking of block \(index) ends with \(found)", subject: Self.name(index))
    }

    /// Whether a delta of that type has a meaning in a block of that type; in a new type of block anything may.
    private static func fits(_ delta: ByteView, _ block: String) -> Bool {
        guard known.contains(block) || block.hasSuffix("tool_use") || block.hasSuffix("tool_result") else {
            return true
        }
        return switch delta.text {
        case "text_delta", "citations_delta": block == "text"
        case "thinking_delta", "signature_delta": block == "thinking"
        case "input_json_delta": block.hasSuffix("tool_use")
        case "compaction_delta": block == "compaction"
        default: true
        }
    }

    private static let known: Set<String> = [
        "text", "thinking", "redacted_thinking", "container_upload", "compaction", "fallback",
    ]

    private static func name(_ index: Int) -> String { "block \(index)" }
}
