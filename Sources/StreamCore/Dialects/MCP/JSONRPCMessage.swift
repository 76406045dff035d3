/// One JSON-RPC 2.0 message of a stream.
struct JSONRPCMessage {
    enum Kind {
        /// `result`: the answer to the request with that `id`.
        case result
        case error
        /// `method` without `id`.
        case notification
        /// `method` with `id`: the server asks its client.
        case request
    }

    let kind: Kind
    let json: JSONView

    /// Nil for values that are no such message.
    init?(_ json: JSONView) {
        guard json["jsonrpc"].isText("2.0") else { return nil }
        self.json = json
        if json["method"] != nil {
            kind = json.present("id") == nil ? .notification : .request
        } else if json["result"] != nil {
            kind = .result
        } else if json.present("error") != nil {
            kind = .error
        } else {
            return nil
        }
    }

    var method: String? { json["method"]?.string }

    /// Calls `body` with the message of an event, or with each of a batch (revision 2025-03-26).
    static func forEach(in json: JSONView?, _ body: (JSONRPCMessage) -> Void) {
        guard let json else { return }
        if let message = JSONRPCMessage(json) { return body(message) }
        json.forEachElement { element in
            if let message = JSONRPCMessage(element) { body(message) }
        }
    }
}
