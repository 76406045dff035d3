/// What shows whether something between model and Weir held bytes back.
package struct StreamShape: Equatable, Sendable {
    /// One read of the upstream.
    package struct Read: Equatable, Sendable {
        package var bytes: Int
        /// Its last byte lies inside an event that a later read completed.
        package var endsMidEvent: Bool

        package init(bytes: Int, endsMidEvent: Bool) {
            self.bytes = bytes
            self.endsMidEvent = endsMidEvent
        }
    }

    /// Arrival of each content event, ns since the attempt began.
    package var contentTimes: [Int64] = []
    package var reads: [Read] = []
    /// `Content-Length` came with an event stream.
    package var hasContentLength = false
    package var contentEncoding: String?
    /// Names of headers that an intermediary added: `via`, `cf-ray`, `x-cache`, `server: nginx`.
    package var intermediaries: [String] = []
    /// `X-Accel-Buffering: no` or `Cache-Control: no-transform` forbade buffering.
    package var forbidsBuffering = false

    package init() {}
}
