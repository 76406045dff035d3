import CaptureFile
import Filters
import StreamCore

/// The exchange became a WebSocket: each frame of either side is a record.
extension ExchangePipeline {
    /// Takes the bytes of one read of either side.
    func webSocketRead(
        _ bytes: ByteView,
        from sender: WebSocketSender,
        at time: MonotonicInstant,
        deltas: inout [Delta],
        to encoder: inout CaptureEncoder
    ) {
        webSocket?.side(sender).consume(bytes, at: time) { stored in
            take(stored, from: sender, deltas: &deltas, to: &encoder)
        }
    }

    /// Stores what the end cut off, and says what could not be read.
    func finishWebSocket(at time: MonotonicInstant, deltas: inout [Delta], to encoder: inout CaptureEncoder) {
        guard let webSocket else { return }
        for sender in [WebSocketSender.client, .upstream] {
            webSocket.side(sender).finish(at: time) { stored in
                take(stored, from: sender, deltas: &deltas, to: &encoder)
            }
            release(sender, to: &encoder)
        }
        guard let failure = webSocket.failure else { return }
        encoder.note(failure, tag: FindingNote.badDeflate.rawValue, exchange: id, at: time)
    }

    private func take(
        _ stored: WebSocketSide.Stored,
        from sender: WebSocketSender,
        deltas: inout [Delta],
        to encoder: inout CaptureEncoder
    ) {
        var hint: BlockClass?
        webSocket?.read(stored, from: sender) { message in
            deltas.removeAll(keepingCapacity: true)
            let kind = decoder?.consume(message.block, into: &deltas)
            if sender == .upstream { hint = kind }
        }
        var block = CaptureBlock(index: 0, read: stored.read, time: stored.time)
        block.segments = stored.segments
        block.hint = hint
        guard !options.bodyRedactor.isEmpty else {
            return write(stored.payload, stored.wire, stored.mark, block, from: sender, to: &encoder)
        }
        hold(stored, block, from: sender, to: &encoder)
    }

    private func write(
        _ bytes: ByteView,
        _ wire: ByteView,
        _ mark: CaptureFrame,
        _ block: CaptureBlock,
        from sender: WebSocketSender,
        to encoder: inout CaptureEncoder
    ) {
        let stored = webSocket?.storedBytes[sender] ?? 0
        guard stored + bytes.count <= options.bodyLimit else { return }
        webSocket?.storedBytes[sender] = stored + bytes.count
        var block = block
        block.index = countStored(bytes)
        encoder.data(id, block, frame: mark, bytes: bytes)
        if keepsEncoded, !wire.isEmpty { encoder.encodedData(id, block.unmarked, bytes: wire) }
    }
}

extension ExchangePipeline {
    /// Keeps a frame until its message is whole, then looks for secrets in all of it.
    private func hold(
        _ stored: WebSocketSide.Stored,
        _ block: CaptureBlock,
        from sender: WebSocketSender,
        to encoder: inout CaptureEncoder
    ) {
        let isOfMessage = stored.header.map { !$0.opcode.isControl } ?? false
        let frame = WebSocketRecording.Held(
            mark: stored.mark,
            block: block,
            bytes: Array(stored.payload),
            wire: Array(stored.wire),
            isOfMessage: isOfMessage
        )
        webSocket?.held[sender, default: []].append(frame)
        let isWaiting = webSocket?.held[sender]?.contains { $0.isOfMessage } ?? false
        let ends = isOfMessage && stored.mark.isFinal && !stored.goesOn
        if ends || !isWaiting { release(sender, to: &encoder) }
    }

    private func release(_ sender: WebSocketSender, to encoder: inout CaptureEncoder) {
        guard var frames = webSocket?.held.removeValue(forKey: sender), !frames.isEmpty else { return }
        let message = frames.indices.filter { frames[$0].isOfMessage }
        redact(message, of: &frames, from: sender)
        for place in frames.indices where !frames[place].isOfMessage { redact([place], of: &frames, from: sender) }
        for frame in frames {
            frame.bytes.withUnsafeBufferPointer { bytes in
                frame.wire.withUnsafeBufferPointer { wire in
                    write(bytes, wire, frame.mark, frame.block, from: sender, to: &encoder)
                }
            }
        }
    }

    /// What may reach the disk of frames that belong together; a secret's message is moved into the last of them.
    private func redact(_ places: [Int], of frames: inout [WebSocketRecording.Held], from sender: WebSocketSender) {
        guard let last = places.last else { return }
        let whole = places.flatMap { frames[$0].bytes }
        let isUnread = places.contains { frames[$0].mark.isUnread }
        let part: BodyRedaction.Part = sender == .client ? .requestBody : .responseBody
        var replacement: (bytes: [UInt8], redactions: [RedactionEntry])?
        if isUnread, options.bodyRedactor.covers(part) {
            // No rule sees a secret in bytes that could not be inflated.
            replacement = ([], [RedactionEntry(pointer: "", method: .drop, length: whole.count)])
        } else {
            whole.withUnsafeBufferPointer { bytes in
                redact(bytes, in: part) { bytes, redactions in
                    if !redactions.isEmpty { replacement = (Array(bytes), redactions) }
                }
            }
        }
        guard let replacement else { return }
        for place in places {
            frames[place].bytes = place == last ? replacement.bytes : []
            frames[place].wire = []
            // The shares of the reads no longer add up to the length.
            frames[place].block.segments = []
        }
        frames[last].block.redactions = replacement.redactions
    }
}

extension CaptureFrame {
    /// A compressed payload that was not inflated.
    fileprivate var isUnread: Bool { wireLength == nil && reserved & 4 != 0 }
}

extension CaptureBlock {
    /// The same place without what describes the stored bytes.
    fileprivate var unmarked: CaptureBlock {
        CaptureBlock(index: index, read: read, time: time)
    }
}
