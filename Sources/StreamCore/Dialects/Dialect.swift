/// A vendor family's grammar: how it is recognised, read and rebuilt.
///
/// There is one of each: two are the same dialect when they are identical.
package final class Dialect: Sendable {
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

    package let name: String
    package let paths: [PathRule]
    package let streamSwitch: StreamSwitch
    /// The event that ends a stream; nil where closing does.
    package let terminator: String?
    /// Methods whose streams carry what the server has to say and end at any time.
    package let openEndedMethods: Set<String>
    /// Whether an early event (or a whole answer) can only be of this dialect: by its event name, its payload or both.
    let claims: @Sendable (_ event: DialectEvent) -> Bool
    /// Its events are of other grammars, so that what those would claim does not overrule it.
    let isCarrier: Bool
    package let makeReader: @Sendable () -> any DialectReader
    /// Nil for streams that have no whole to rebuild.
    package let makeBuilder: (@Sendable () -> any MessageBuilder)?
    /// The dialect's own rules, by which recorded streams are checked.
    package let makeLint: (@Sendable () -> any StreamLint)?
    /// Reads and rebuilds what comes over a WebSocket, where that is more than one answer; nil: as any stream.
    let makeConversationReader: (@Sendable () -> any DialectReader)?
    let makeConversationBuilder: (@Sendable () -> any MessageBuilder)?

    init(
        name: String,
        paths: [PathRule],
        streamSwitch: StreamSwitch,
        terminator: String?,
        openEndedMethods: Set<String> = [],
        claims: @escaping @Sendable (_ event: DialectEvent) -> Bool,
        isCarrier: Bool = false,
        makeReader: @escaping @Sendable () -> any DialectReader,
        makeBuilder: (@Sendable () -> any MessageBuilder)? = nil,
        makeLint: (@Sendable () -> any StreamLint)? = nil,
        makeConversationReader: (@Sendable () -> any DialectReader)? = nil,
        makeConversationBuilder: (@Sendable () -> any MessageBuilder)? = nil
    ) {
        self.name = name
        self.paths = paths
        self.streamSwitch = streamSwitch
        self.terminator = terminator
        self.openEndedMethods = openEndedMethods
        self.claims = claims
        self.isCarrier = isCarrier
        self.makeReader = makeReader
        self.makeBuilder = makeBuilder
        self.makeLint = makeLint
        self.makeConversationReader = makeConversationReader
        self.makeConversationBuilder = makeConversationBuilder
    }

    /// Whether the dialect says how a stream must end; without that nothing is ever truncated.
    package var hasEnd: Bool { makeBuilder != nil }

    /// The same for the answer to a request of that method.
    package func hasEnd(method: String) -> Bool { hasEnd && !openEndedMethods.contains(method) }
}
