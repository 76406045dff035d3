import NIOCore
import NIOHTTP1
import StreamCore

/// Plays one recording: which bytes are written when.
///
/// Knows no channel and no clock.
struct Playback {
    enum Ending: Equatable {
        case keepConnection
        case close(byReset: Bool)
    }

    private enum Step {
        case head
        case write(Int)
        case end
    }

    private let recording: Recording
    private let request: HTTPRequestHead
    private let head: HTTPResponseHead
    private var serializer = ResponseSerializer()
    private var step = Step.head
    let ending: Ending

    init(_ recording: Recording, request: HTTPRequestHead) {
        self.recording = recording
        self.request = request
        let headers = HTTPHeaders(recording.headers.map { ($0.name, $0.value) })
        head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: recording.status), headers: headers)
        let endsWithConnection =
            request.method != .HEAD && ![204, 304].contains(recording.status)
            && !ResponseSerializer.isChunked(headers) && !headers.contains(name: "content-length")
        let keeps = request.isKeepAlive && head.isKeepAlive && !endsWithConnection && recording.ending == .complete
        ending = keeps ? .keepConnection : .close(byReset: recording.ending == .reset)
    }

    /// When the next step is due, since the request was complete.
    var nextOffset: Nanoseconds {
        switch step {
        case .head: recording.schedule.head
        case .write(let index): recording.schedule.writes[index].delay
        case .end: recording.schedule.end
        }
    }

    /// Appends the step's bytes; returns whether it was the last.
    mutating func advance(into output: inout ByteBuffer) -> Bool {
        switch step {
        case .head:
            serializer.appendHead(
                head,
                requestMethod: request.method,
                clientVersion: request.version,
                closes: ending != .keepConnection && recording.ending == .complete,
                to: &output
            )
            step = recording.schedule.writes.isEmpty ? .end : .write(0)
            // A head that came with the first body bytes goes with them.
            if let first = recording.schedule.writes.first, first.delay == recording.schedule.head {
                return advance(into: &output)
            }
            return false
        case .write(let index):
            let bytes = recording.body[recording.schedule.writes[index].range]
            _ = serializer.appendBody([ByteBuffer(bytes: bytes)], to: &output)
            step = index + 1 < recording.schedule.writes.count ? .write(index + 1) : .end
            // The end of the body came with its last bytes, unless its time says otherwise.
            if case .end = step, recording.schedule.end <= recording.schedule.writes[index].delay {
                return advance(into: &output)
            }
            return false
        case .end:
            if recording.ending == .complete {
                let trailers = HTTPHeaders(recording.trailers.map { ($0.name, $0.value) })
                serializer.appendEnd(trailers: trailers, to: &output)
            }
            return true
        }
    }
}
