/// Puts what a model does into the events of a dialect, as bytes on the wire would read.
protocol DemoVoice {
    /// What comes with the response's head; empty where the dialect has no opening.
    var opening: String { get }

    /// What is written for a step, one text for each write; steps that are only time yield none.
    mutating func writes(for step: DemoStep) -> [String]
}
