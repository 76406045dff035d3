import StreamCore

/// The value of a JSON text, nil when it does not parse.
func json(_ text: String, parser: JSONParser = JSONParser()) -> JSONValue? {
    var text = text
    return text.withUTF8 { parser.view(of: $0)?.value }
}

/// Calls `body` with a view of a JSON text; nil when it does not parse.
func withView<Result>(_ text: String, _ body: (JSONView) throws -> Result) rethrows -> Result? {
    let parser = JSONParser()
    var text = text
    return try text.withUTF8 { try parser.view(of: $0).map(body) }
}
