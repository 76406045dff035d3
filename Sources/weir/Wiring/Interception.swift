import TLSEngine

/// Weir's certificate authority, ready to stand in for servers towards clients.
struct Interception {
    /// Where what clients must trust is kept.
    var folder: AuthorityFolder
    var context: TLSServerContext

    /// Loads the authority, or makes it at first use.
    ///
    /// - Parameter keyLog: called with each line of the key log.
    /// - Returns: nil when there can be none, which is told: base URLs work without.
    static func load(keyLog: (@Sendable (String) -> Void)?) -> Interception? {
        let folder = AuthorityFolder()
        do {
            var options = TLSServerContext.Options(authority: try folder.load())
            options.keyLog = keyLog
            return Interception(folder: folder, context: try TLSServerContext(options))
        } catch {
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            Console.complain("TLS of clients will not be opened: \(reason)")
            return nil
        }
    }
}
