/// What is known of an exchange when its response body begins.
package struct DecodingContext: Sendable {
    package var method: String
    /// The request target; a query is ignored.
    package var path: String
    /// The response's content type; nil when it is unknown.
    package var contentType: String?
    /// The response's status; nil when only the body is known.
    package var status: Int?
    /// The response's headers, as far as they say something about the answer.
    package var responseHeaders: [HeaderField]
    package var request: RequestFacts
    /// The dialect, when a person chose it; then nothing is detected.
    package var forcedDialect: String?
    /// Messages of a WebSocket follow, of which some are the client's.
    package var isConversation = false

    package init(
        method: String = "POST",
        path: String = "",
        contentType: String? = nil,
        status: Int? = nil,
        responseHeaders: [HeaderField] = [],
        request: RequestFacts = RequestFacts(),
        forcedDialect: String? = nil
    ) {
        self.method = method
        self.path = path
        self.contentType = contentType
        self.status = status
        self.responseHeaders = responseHeaders
        self.request = request
        self.forcedDialect = forcedDialect
    }
}
