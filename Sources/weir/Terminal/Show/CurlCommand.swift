import Sessions
import StreamCore

/// A recorded request as a curl command for a shell (bash or zsh where the body is binary).
struct CurlCommand {
    private let request: RequestHead
    private let body: [UInt8]
    private let isBodyDecoded: Bool

    /// What curl sets itself, or what belongs to the connection that Weir had.
    private static let ownHeaders: Set<String> = [
        "host", "content-length", "connection", "transfer-encoding", "accept-encoding", "proxy-connection",
        "proxy-authorization", "keep-alive", "te", "upgrade",
    ]

    /// Nil when the file begins after the request.
    init?(_ exchange: AnalyzedExchange) {
        guard let request = exchange.recorded.request else { return nil }
        self.request = request
        body = exchange.recorded.requestBody
        isBodyDecoded = exchange.recorded.requestEncoding != nil
    }

    /// The command, and what must be set before it runs.
    func text() -> String {
        var words = ["curl -N"]
        let isImplied = body.isEmpty ? request.method == "GET" : request.method == "POST"
        if !isImplied { words[0] += " -X \(ShellWord.quoted(request.method))" }
        var (url, secrets) = revealed(request.url, name: "API_KEY")
        words[0] += " \(url)"
        for field in request.headers where !Self.ownHeaders.contains(field.name.lowercased()) {
            // The body is sent as it is stored.
            if isBodyDecoded, field.name.equalsIgnoringCase("content-encoding") { continue }
            let (value, names) = header(field)
            secrets += names.filter { !secrets.contains($0) }
            // An empty value needs a semicolon, or curl leaves the header out (curl(1), --header).
            words.append(field.value.isEmpty ? "-H \(ShellWord.quoted(field.name + ";"))" : "-H \(value)")
        }
        if !body.isEmpty { words.append(data) }
        let notes = secrets.map { "# Set \($0) first: the recorded value was redacted.\n" }
        return words.joined(separator: " \\\n  ") + "\n" + notes.joined()
    }

    private var data: String {
        guard let text = String(validating: body, as: UTF8.self), !text.contains("\0") else {
            var encoded = ""
            if case .object(let object) = RequestResponseJSON.body(body, parser: JSONParser()) {
                encoded = object["base64"]?.stringValue ?? ""
            }
            return "--data-binary @<(printf %s \(ShellWord.quoted(encoded)) | base64 -d)"
        }
        return "--data-raw \(ShellWord.quoted(text))"
    }

    private func header(_ field: HeaderField) -> (text: String, secrets: [String]) {
        guard Redactor.isStandIn(field.value) else { return (ShellWord.quoted("\(field.name): \(field.value)"), []) }
        let name = variable(for: field.name)
        let isBearer = field.name.equalsIgnoringCase("authorization")
        return ("\"\(Self.escaped(field.name)): \(isBearer ? "Bearer " : "")$\(name)\"", [name])
    }

    /// The name under which people keep the key of that provider.
    private func variable(for header: String) -> String {
        if request.url.contains("api.openai.com") { return "OPENAI_API_KEY" }
        if header.equalsIgnoringCase("x-goog-api-key") || request.url.contains("googleapis.com") {
            return "GEMINI_API_KEY"
        }
        if request.url.contains("api.anthropic.com") { return "ANTHROPIC_API_KEY" }
        if header.equalsIgnoringCase("authorization") { return "API_KEY" }
        return String(header.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// The URL quoted, with a variable in the place of each redacted part.
    private func revealed(_ url: String, name: String) -> (text: String, secrets: [String]) {
        guard Redactor.isStandIn(url) else { return (ShellWord.quoted(url), []) }
        let variable = variable(for: name)
        var text = ""
        var rest = url[...]
        while let start = rest.firstRange(of: "‹redacted:"), let end = rest[start.upperBound...].firstIndex(of: "›") {
            text += Self.escaped(String(rest[..<start.lowerBound])) + "${\(variable)}"
            rest = rest[rest.index(after: end)...]
        }
        return ("\"\(text)\(Self.escaped(String(rest)))\"", [variable])
    }

    /// For double quotes.
    private static func escaped(_ text: String) -> String {
        String(text.flatMap { "\\\"$`".contains($0) ? "\\\($0)" : String($0) })
    }
}
