/// A long Chat Completions stream as a gateway sends it: events of about 250 bytes.
enum ChatStreamText {
    /// At least that many bytes of whole events, then a finish and `[DONE]`.
    static func make(byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount + 1024)
        bytes += event(#"{"role":"assistant","content":""}"#, finish: "null")
        var number = 0
        while bytes.count < byteCount {
            bytes += event(#"{"content":" token\#(number % 1000)"}"#, finish: "null")
            number += 1
        }
        bytes += event("{}", finish: #""stop""#)
        bytes += Array("data: [DONE]\n\n".utf8)
        return bytes
    }

    private static func event(_ delta: String, finish: String) -> [UInt8] {
        let chunk =
            #"data: {"id":"chatcmpl-0123456789abcdefghijklmnopqrs","object":"chat.completion.chunk","created":1760000000,"#
            + #""model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_0123456789","choices":[{"index":0,"delta":"#
            + delta + #","logprobs":null,"finish_reason":"# + finish + "}]}\n\n"
        return Array(chunk.utf8)
    }
}
