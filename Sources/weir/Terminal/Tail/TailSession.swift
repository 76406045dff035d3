import CaptureFile
import Sessions

/// Brings capture records to a view, through the gate.
final class TailSession {
    private var feed: TailFeed
    private var gate: TailGate
    private let view: any TailView

    init(view: any TailView, gate: TailGate = TailGate()) {
        feed = TailFeed(emitsBytes: view.wantsBytes)
        self.gate = gate
        self.view = view
    }

    /// Exchanges that begin while this is set are not shown.
    var skipsNewExchanges: Bool {
        get { gate.skipsNewExchanges }
        set { gate.skipsNewExchanges = newValue }
    }

    func take(_ record: CaptureRecord) {
        feed.consume(record) { item in gate.take(item) { view.take($0, tags: $1) } }
    }

    /// Shows what was taken.
    func flush() {
        view.flush()
    }

    /// Shows what was taken and what has waited for long enough; called while the capture grows.
    func settle() {
        feed.settle { item in gate.take(item) { view.take($0, tags: $1) } }
        view.flush()
    }

    /// Shows how far the open exchanges came; `take` may follow with another capture.
    func finishCapture() {
        feed.finish { item in gate.take(item) { view.take($0, tags: $1) } }
        view.flush()
    }

    /// What is wrong with the capture.
    var warnings: [CaptureWarning] { feed.warnings }
}
