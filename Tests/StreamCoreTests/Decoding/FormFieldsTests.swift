import Testing

@testable import StreamCore

@Suite struct FormFieldsTests {
    private static let body = [
        "--b1", "Content-Disposition: form-data; name=\"file\"; filename=\"a; name=x.wav\"",
        "Content-Type: audio/wav", "", "RIFF\n-b1 is no boundary\r\n\u{0}\u{1}", "--b1",
        "content-disposition: form-data; name=\"model\"", "", "whisper", "--b1",
        "Content-Disposition: form-data; name=stream", "", "true", "--b1--", "",
    ].joined(separator: "\r\n")

    private func form(_ text: String) -> FormFields? {
        Array(text.utf8).withUnsafeBufferPointer { FormFields($0) }
    }

    @Test func `text fields are read and files are only named`() {
        let fields = form(Self.body)
        #expect(fields?.names == ["file", "model", "stream"])
        #expect(fields?.values == ["model": "whisper", "stream": "true"])
    }

    @Test func `a body that was cut keeps what came whole`() {
        for count in 0..<Self.body.utf8.count {
            let cut = form(String(decoding: Self.body.utf8.prefix(count), as: UTF8.self))
            #expect(cut?.values["model"] == nil || cut?.values["model"] == "whisper")
            #expect(cut?.values["stream"] == nil || cut?.values["stream"] == "true")
        }
    }

    @Test(arguments: ["", "{}", "--", "--\r\n", "a=b&stream=true", "\r\n--b\r\n"])
    func `other bodies are no form`(text: String) {
        #expect(form(text) == nil)
    }

    @Test func `a request with files tells model and stream by its fields`() {
        let facts = { (text: String) in
            Array(text.utf8).withUnsafeBufferPointer {
                RequestFacts(method: "POST", path: "/v1/audio/transcriptions", body: $0, parser: JSONParser())
            }
        }
        let text = Self.body
        #expect(facts(text).model == "whisper")
        #expect(facts(text).streamRequested == true)
        #expect(facts(text.replacing("true", with: "false")).streamRequested == false)
        #expect(facts(text.replacing("name=stream", with: "name=other")).streamRequested == false)
        #expect(facts(#"{"model":"m","stream":true}"#).streamRequested == true)
    }
}
