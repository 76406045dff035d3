import Sessions
import StreamCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A capture as a person would write it, in a folder that goes away with it.
final class HandMadeCapture {
    let folder: String
    private(set) var lines = [
        #"{"k":"hdr","seq":0,"t":0,"hdr":{"fmt":"weir-capture","v":1,"wall_us":1770000000000000}}"#
    ]

    init() {
        var template = Array("/tmp/weir-look-XXXXXX".utf8CString)
        folder = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }

    deinit {
        for path in written { remove(path) }
        rmdir(folder)
    }

    private var written: [String] = []

    /// Adds a line; it must be JSON.
    func add(_ line: String) {
        lines.append(line)
    }

    /// Adds an exchange whose events come 10 ms apart from 100 ms on; a start of nil leaves the request out.
    func addExchange(
        _ id: String,
        url: String = "https://api.openai.com/v1/chat/completions",
        target: String = "/openai/v1/chat/completions",
        headers: JSONValue = [["authorization", "‹redacted:00aa11bb›"], ["x-team", "blue"]],
        body: String = #"{"model":"m","stream":true}"#,
        status: Int = 200,
        responseHeaders: JSONValue = [["content-type", "text/event-stream"]],
        events: [String] = HandMadeCapture.answer,
        end: String? = "eof"
    ) {
        let request: JSONValue = [
            "k": "req", "t": 1_000_000, "x": .string(id),
            "req": ["m": "POST", "u": .string(url), "tg": .string(target), "hv": "1.1", "h": headers],
        ]
        lines.append(request.text())
        lines.append((["k": "qb", "x": .string(id), "t": 1_000_000, "d": .string(body)] as JSONValue).text())
        let response: JSONValue = [
            "k": "res", "t": 60_000_000, "x": .string(id),
            "res": ["s": JSONValue(status), "hv": "1.1", "h": responseHeaders],
        ]
        lines.append(response.text())
        for (place, event) in events.enumerated() {
            let time = 101_000_000 + place * 10_000_000
            let line: JSONValue = ["k": "ev", "x": .string(id), "t": JSONValue(time), "d": .string(event)]
            lines.append(line.text())
        }
        guard let end else { return }
        let time = 101_000_000 + events.count * 10_000_000
        let line: JSONValue = [
            "k": "end", "x": .string(id), "t": JSONValue(time), "end": ["why": .string(end), "r1": JSONValue(time)],
        ]
        lines.append(line.text())
    }

    /// A small answer of OpenAI's chat.
    static let answer = [
        chunk(#"{"role":"assistant","content":""}"#), chunk(#"{"content":"Hi "}"#), chunk(#"{"content":"you"}"#),
        chunk("{}", finish: "\"stop\""), "data: [DONE]\n\n",
    ]

    static func chunk(_ delta: String, finish: String = "null") -> String {
        #"data: {"id":"1","object":"chat.completion.chunk","model":"m-1","choices":[{"index":0,"delta":"#
            + delta + #","finish_reason":"# + finish + "}]}\n\n"
    }

    /// Writes the capture and returns its path.
    @discardableResult
    func write(_ name: String = "a.weir.jsonl") -> String {
        write(lines.joined(separator: "\n") + "\n", to: name)
    }

    /// Writes any file of the folder and returns its path.
    func write(_ text: String, to name: String) -> String {
        let path = "\(folder)/\(name)"
        guard let file = fopen(path, "w") else { return path }
        fputs(text, file)
        fclose(file)
        written.append(path)
        return path
    }

    func loaded() throws -> LoadedCapture {
        try CaptureReader.load(.file(path: write()))
    }

    func recorded() throws -> [RecordedExchange] {
        try loaded().exchanges
    }

    func analyzed() throws -> [AnalyzedExchange] {
        let parser = JSONParser()
        return try recorded().map { ExchangeAnalyzer.analyze($0, keeps: .message, parser: parser) }
    }
}
