package import StreamCore

/// One line of a capture, read.
///
/// Times are nanoseconds since the header before it. The views are borrowed from the decoder and must not
/// outlive the callback that received the record.
package struct CaptureRecord {
    /// What the line says; cold kinds are boxed to keep the record small.
    package enum Kind {
        indirect case header(CaptureHeader)
        indirect case connectionOpened(ConnectionFacts)
        indirect case connectionClosed(ConnectionClosing)
        indirect case request(Request)
        case requestBody(Body)
        indirect case requestEnd(RequestEnd)
        indirect case response(Response)
        case event(Body)
        case data(Body)
        /// Wire bytes of a compressed body, beside the decoded ones.
        case raw(Body)
        indirect case output(CaptureOutput)
        indirect case trailers([HeaderField])
        indirect case end(End)
        indirect case clock(Clock)
        /// `count` is nil when nobody knows how many.
        indirect case lost(count: Int?, why: String)
        indirect case note(text: String, tag: String?)
        indirect case footer(lines: Int?, exchanges: Int?)
        /// A kind that this version does not know.
        case other
        /// The line is not a record; the text says why.
        indirect case unreadable(String)
    }

    /// The 1-based number of the line in the file.
    package var line: Int
    /// `seq`, filled in where the line has none.
    package var sequence: Int
    /// Lines that the numbering says were between this one and the one before.
    package var missingBefore: Int
    package var time: Int64?
    /// `x`; a ULID unless the file was made by hand.
    package var exchange: ByteView?
    /// `n`.
    package var index: Int?
    /// `ts`.
    package var wallMicroseconds: Int64?
    /// `c`.
    package var connection: ConnectionID?
    package var redactions: [RedactionEntry]
    package var kind: Kind
    /// The line as it stands in the file, without its LF: what a rewriter copies.
    package var text: ByteView
}

extension CaptureRecord {
    /// Body bytes with what is known of their reads.
    package struct Body {
        package struct Segment: Hashable, Sendable {
            package var read: Int
            package var byteCount: Int
            package var time: Int64?
        }

        package var bytes: ByteView
        package var read: Int?
        /// `tb`: when the first byte came, if in another read.
        package var firstByteTime: Int64?
        package var segments: [Segment]
        /// The event name; empty means `message`.
        package var type: ByteView
        package var hint: BlockClass?
        package var frame: CaptureFrame?
        /// 1-based; nil for a block on one line.
        package var part: Part?
    }

    /// Which of how many lines of one block.
    package struct Part: Hashable, Sendable {
        package var number: Int
        package var total: Int
    }

    package struct Request: Hashable, Sendable {
        package var method: String
        package var url: String
        package var target: String
        package var version: String
        package var headers: [HeaderField]
        package var firstByteTime: Int64?
    }

    package struct RequestEnd: Hashable, Sendable {
        package var bytes: Int?
        package var checksum: UInt32?
        package var upstream: ConnectionID?
        package var reused: Bool
        package var attemptTime: Int64?
        package var forwardBeginTime: Int64?
        package var forwardEndTime: Int64?
        package var encoding: String?
        package var rawBytes: Int?
    }

    package struct Response: Hashable, Sendable {
        package var status: Int
        package var version: String
        package var headers: [HeaderField]
        package var firstByteTime: Int64?
        package var author: ResponseHead.Author
    }

    package struct End: Hashable, Sendable {
        package var reason: EndReason?
        package var state: EndState?
        package var detail: String?
        package var lastUpstreamByteTime: Int64?
        package var blocks: Int?
        package var reads: Int?
        package var bytes: Int?
        package var checksum: UInt32?
        /// The part of ``paused`` that the recorder caused.
        package var pausedForRecorder: Nanoseconds
        package var paused: Nanoseconds
        package var clientBlocked: Nanoseconds
        package var encoding: String?
        package var rawBytes: Int?
        package var tunnel: TunnelTraffic?
    }

    package struct Clock: Hashable, Sendable {
        package var wallMicroseconds: Int64?
        package var suspended: Nanoseconds?
        package var why: String?
    }
}
