/// A vendor family's grammar: how it is recognised, read and rebuilt.
package struct Dialect: Sendable {
    /// How the client says that it wants a stream.
    package enum StreamSwitch: Sendable {
        /// `stream: true` in the body.
        case bodyFlag
        /// On unless the body says `stream: false`.
        case onUnlessFalse
        /// The method's name at the end of the path; with another the body's flag counts where there is one.
        case path(streaming: [String])
        /// A request header with that value.
        case header(name: String, value: String)
        /// A member of the body with that text.
        case bodyText(StaticString, String)
        /// There is none: the server decides.
        case serverDecides
    }

    package var name: String
    package var paths: [PathRule]
    package var streamSwitch: StreamSwitch
    /// The event that ends a stream; nil where closing does.
    package var terminator: String?
    /// Methods whose streams carry what the server has to say and end at any time.
    package var openEndedMethods: Set<String> = []
    /// Whether an early event (or a whole answer) can only be of this dialect: by its event name, its payload or both.
    var claims: @Sendable (_ event: DialectEvent) -> Bool
    /// Its events are of other grammars, so that what those would claim does not overrule it.
    var isCarrier = false
    package var makeReader: @Sendable () -> any DialectReader
    /// Nil for streams that have no whole to rebuild.
    package var makeBuilder: (@Sendable () -> any MessageBuilder)?
    /// The dialect's own rules, by which recorded streams are checked.
    package var makeLint: (@Sendable () -> any StreamLint)?

    /// Whether the dialect says how a stream must end; without that nothing is ever truncated.
    package var hasEnd: Bool { makeBuilder != nil }

    /// The same for the answer to a request of that method.
    package func hasEnd(method: String) -> Bool { hasEnd && !openEndedMethods.contains(method) }
}
