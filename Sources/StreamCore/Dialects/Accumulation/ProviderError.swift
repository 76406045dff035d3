/// An error that a provider reported, in whatever shape it came.
package struct ProviderError: Equatable, Sendable {
    package var type: String?
    package var message: String
    package var code: String?
    /// An HTTP status, when the error names one or the response had one.
    package var status: Int?
    /// The error as it came: the error object, or its text.
    package var raw: JSONValue

    package init(
        type: String? = nil,
        message: String,
        code: String? = nil,
        status: Int? = nil,
        raw: JSONValue = .null
    ) {
        self.type = type
        self.message = message
        self.code = code
        self.status = status
        self.raw = raw
    }

    package var delta: Delta {
        Delta(.error, text: message, id: code, name: type)
    }
}

extension ProviderError {
    /// The error of an event, nil when it reports none.
    ///
    /// Known shapes: an `error` object or text beside anything else; `object` or `type` of `error`; an
    /// event named `error`, JSON or not.
    init?(in event: DialectEvent) {
        let isNamedError = event.type.isText("error")
        if let json = event.json, json.isObject {
            if let error = ProviderError(member: json) { self = error; return }
            guard isNamedError else { return nil }
            self.init(object: json)
        } else {
            guard isNamedError, !event.data.isEmpty else { return nil }
            self.init(text: event.data)
        }
    }

    /// The error that an object carries or is, nil when it is something else.
    init?(member json: JSONView) {
        if let error = json["error"], error.isTruthy {
            self.init(value: error, around: json)
        } else if json["object"].isText("error") || json["type"].isText("error") {
            self.init(object: json)
        } else {
            return nil
        }
    }

    /// The error of a whole body that answers with a failing status, whatever its shape.
    init(document: JSONView?, body: ByteView, status: Int) {
        if let document, let error = document.isArray ? document.first : document, error.isObject {
            self = ProviderError(member: error) ?? ProviderError(object: error)
        } else {
            self.init(text: ByteView(rebasing: body.prefix(Self.longestText)))
        }
        if message.isEmpty { message = "HTTP status \(status)" }
        self.status = status
    }

    /// The value of an `error:` line.
    init(fieldLine value: ByteView, json: JSONView?) {
        if let json, json.isObject {
            self = ProviderError(member: json) ?? ProviderError(object: json)
        } else {
            self.init(text: value)
        }
    }

    private static let longestText = 500

    private init(text: ByteView) {
        self.init(message: text.text, raw: .string(text.text))
    }

    private init(value: JSONView, around json: JSONView) {
        if value.isObject {
            // SGLang and vLLM wrap the error of the Anthropic grammar twice.
            let inner = value["type"].isText("error") ? value["error"].flatMap { $0.isObject ? $0 : nil } : nil
            self.init(object: inner ?? value)
        } else {
            let text = value.string ?? value.value.text()
            self.init(
                type: json["error_type"]?.string,
                message: json.present("message")?.string ?? text,
                raw: value.value
            )
        }
        status = status ?? Self.status(json["status_code"] ?? json["http_status_code"])
    }

    private init(object: JSONView) {
        let code = object.present("code")
        // AWS writes `com.amazon.coral.service#ThrottlingException`.
        let awsType = object["__type"]?.string?.split(separator: "#").last.map(String.init)
        let type = object.present("type")?.string ?? object.present("status")?.string ?? awsType
        self.init(
            type: type ?? (code?.isString == true ? code?.string : nil),
            message: Self.message(of: object),
            code: code.map { $0.string ?? $0.value.text() },
            status: Self.status(code) ?? Self.status(object["status"]) ?? Self.status(object["status_code"]),
            raw: object.value
        )
    }

    private static func message(of object: JSONView) -> String {
        for name: StaticString in ["message", "Message", "detail", "error_message", "msg", "errorText"] {
            if let value = object.present(name) { return value.string ?? value.value.text() }
        }
        return ""
    }

    private static func status(_ value: JSONView?) -> Int? {
        guard let status = value?.int, (400...599).contains(status) else { return nil }
        return status
    }
}

extension JSONView? {
    /// Whether it is a string of exactly that text.
    func isText(_ text: StaticString) -> Bool {
        self?.bytes?.isText(text) ?? false
    }
}
