extension ProviderError {
    /// The failure that a frame of an AWS event stream reports.
    ///
    /// An exception is told by its payload, an error by its code and a message that is a header.
    init(frame event: DialectEvent, message: ByteView) {
        let payload = event.json.flatMap { $0.isObject ? $0 : nil }
        self.init(exception: event.type.text, payload: payload, text: message.isEmpty ? event.data : message)
    }

    /// An exception as SDKs yield it, under its name, and as gateways send that on; nil for anything else.
    init?(wrappedException json: JSONView?) {
        var found: Self?
        json?.forEachMember { key, value in
            guard found == nil, value.isObject, key.endsWithText("Exception") else { return }
            found = Self(exception: key.text, payload: value, text: .none)
        }
        guard let found else { return nil }
        self = found
    }

    private init(exception name: String, payload: JSONView?, text: ByteView) {
        let told = payload?.present("message") ?? payload?.present("Message") ?? payload?.present("originalMessage")
        let message = told?.string ?? text.text
        var raw: JSONValue = ["type": .string(name)]
        payload?.forEachMember { key, value in raw[key.text] = value.value }
        if told == nil { raw["message"] = .string(message) }
        let status = Self.exceptionStatuses.first { $0.name.equalsIgnoringCase(name) }?.status
        self.init(type: name, message: message, status: status, raw: raw)
    }

    /// The HTTP status that each exception of a stream has before there is a stream.
    private static let exceptionStatuses = [
        (name: "validationException", status: 400), (name: "modelTimeoutException", status: 408),
        (name: "modelStreamErrorException", status: 424), (name: "throttlingException", status: 429),
        (name: "internalServerException", status: 500), (name: "serviceUnavailableException", status: 503),
    ]
}
