/// Rules about the connection, HTTP heads and codings.
extension LintRule {
    static let httpNotStream = LintRule(.warning, "stream requested, answer is one JSON body")

    static let httpUnaskedStream = LintRule(.warning, "stream not requested but SSE answered")

    static let httpErrorStatus = LintRule(.error, "status ≥ 400 on a stream request")

    static let httpHtmlBody = LintRule(.error, "body starts with < on 200")

    static let httpContentType = LintRule(.warning, "SSE bytes under another type (or the reverse)")

    static let httpContentLength = LintRule(.warning, "content-length on an SSE answer")

    static let httpNoNocache = LintRule(.info, "no cache-control: no-cache/no-transform, no x-accel-buffering: no")

    static let sseCompressed = LintRule(.info, "content-encoding on SSE")

    static let netAbruptEof = LintRule(.error, "chunked/h2 body ended without proper end")

    static let netClientAbort = LintRule(.info, "client closed first")

    static let netIdleTimeout = LintRule(.warning, "closed after ≥ idle limit of silence")

    static let netBurst = LintRule(.info, "≥ N events in one read, > 80 % of content")

    static let netStall = LintRule(.warning, "a stall by the rule of METRICS.md")

    static let emptyBody = LintRule(.error, "200 with no events")

    static let httpBadCoding = LintRule(.error, "the content coding of the body is broken")

    static let netProtocol = LintRule(.error, "the bytes are not valid HTTP")

    static let netConnect = LintRule(.error, "the upstream could not be reached")
}
