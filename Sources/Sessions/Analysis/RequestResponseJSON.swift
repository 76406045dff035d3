import CaptureFile
package import StreamCore

/// The `request` and `response` members of an exchange's JSON object.
package enum RequestResponseJSON {
    static func requestLine(of recorded: RecordedExchange) -> JSONObject? {
        recorded.request.map { head in
            JSONObject([
                ("method", .string(head.method)),
                ("url", .string(head.url)),
                ("target", .string(head.target)),
                ("http_version", .string(head.version)),
            ])
        }
    }

    static func statusLine(of recorded: RecordedExchange) -> JSONObject? {
        recorded.response.map { response in
            JSONObject([
                ("status", JSONValue(response.head.status)),
                ("http_version", .string(response.head.version)),
                ("by", .string(response.head.author.rawValue)),
            ])
        }
    }

    /// The request with headers and body; null when the file begins after it.
    package static func request(of recorded: RecordedExchange, parser: JSONParser) -> JSONValue {
        guard let head = recorded.request, var object = requestLine(of: recorded) else { return .null }
        object["headers"] = headers(head.headers)
        object["body"] = body(recorded.requestBody, parser: parser)
        return .object(object)
    }

    /// The response with headers, and with its body unless that was streamed; null before there is one.
    package static func response(of exchange: AnalyzedExchange, parser: JSONParser) -> JSONValue {
        let recorded = exchange.recorded
        guard let head = recorded.response?.head else { return .null }
        return [
            "status": JSONValue(head.status),
            "http_version": .string(head.version),
            "headers": headers(head.headers),
            "body": exchange.isStream ? .null : body(recorded.body, parser: parser),
            "by": .string(head.author.rawValue),
        ]
    }

    /// A body as JSON when it is an object or a list, else as text when it is UTF-8, else as base64.
    package static func body(_ bytes: [UInt8], parser: JSONParser) -> JSONValue {
        guard !bytes.isEmpty else { return .null }
        return bytes.withUnsafeBufferPointer { view in
            // A lone number or word is more likely a text than a JSON document.
            if let json = parser.view(of: view), json.isObject || json.isArray { return json.value }
            if let text = String(validating: view, as: UTF8.self) { return .string(text) }
            var text = [UInt8](repeating: 0, count: Base64.encodedLength(view.count))
            text.withUnsafeMutableBufferPointer { memory in
                if let start = memory.baseAddress { Base64.encode(view, to: start) }
            }
            return ["base64": .string(String(decoding: text, as: UTF8.self))]
        }
    }

    private static func headers(_ fields: [HeaderField]) -> JSONValue {
        .array(fields.map { [.string($0.name), .string($0.value)] })
    }
}
