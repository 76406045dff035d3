/// One event as a dialect sees it: borrowed, valid only during the call.
package struct DialectEvent {
    /// The event name; empty means `message`.
    package var type: ByteView
    package var data: ByteView
    /// The last event ID after this event.
    package var lastEventID = ByteView.none
    /// The payload, when it is JSON.
    package var json: JSONView?
    /// Why it is not, when it should be.
    package var jsonFailure: String?
    /// What had to be mended so that it parses.
    package var jsonRepairs: JSONRepairs = []
    /// The payload is ``json`` no more: it held this event as base64 (Bedrock's chunks), while ``data`` is as it came.
    package var isUnwrapped = false

    package init(type: ByteView, data: ByteView, json: JSONView?, jsonFailure: String? = nil) {
        self.type = type
        self.data = data
        self.json = json
        self.jsonFailure = jsonFailure
    }

    /// A whole answer, or an element of one, that came without the frame of an event.
    package init(document: JSONView) {
        self.init(type: .none, data: .none, json: document)
    }

    /// What the event is called: by its payload's `type`, else by its event name, which gateways lose or invent.
    var name: ByteView { json?["type"]?.bytes ?? type }

    /// It carries nothing: an empty priming event, a ping by name, or plain text that says so.
    var isKeepAlive: Bool {
        if data.isEmpty || type.isText("ping") || data.isText("ping") { return true }
        guard let name = json?["type"]?.bytes else { return false }
        return name.isText("ping") || name.isText("keepalive")
    }
}
