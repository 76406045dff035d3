/// Rules about how a body is cut into blocks, from their exact bytes.
struct FramingLint: Sendable {
    mutating func check(_ block: FramedBlock, isCut: Bool, into report: inout LintReport) {
        guard block.isTail, !isCut, !block.data.isEmpty else { return }
        if block.data.isText("[DONE]") {
            report.add(.sseUnterminatedDone, "no blank line follows [DONE]: most clients never see it")
        } else {
            report.add(.sseTail, "the body ended inside an event: clients drop it")
        }
    }
}
