import StreamCore

/// The event names that vendors send, kept once: a long stream repeats a few of them.
enum EventTypeNames {
    private static let known = [
        "content_block_delta", "content_block_start", "content_block_stop", "message_start", "message_delta",
        "message_stop", "ping", "error", "response.output_text.delta", "response.function_call_arguments.delta",
        "response.reasoning_text.delta", "response.reasoning_summary_text.delta", "completion", "done",
    ]

    static func name(_ bytes: ByteView) -> String {
        known.first { $0.utf8.elementsEqual(bytes) } ?? String(decoding: bytes, as: UTF8.self)
    }
}
