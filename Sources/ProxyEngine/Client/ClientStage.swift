import StreamCore

/// What currently serves a client's connection, as the event loop's housekeeping sees it.
protocol ClientStage: AnyObject {
    /// Ends what has been silent, or slow, for too long; called once a second.
    func sweep(at now: MonotonicInstant)
    /// Weir stops, or this connection shall not be used again: finish what is open, take nothing new.
    func drain()
    /// Ends everything at once.
    func stop()
}
