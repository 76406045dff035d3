import Sessions

/// Settings that make wget trust Weir's authority: most builds read no variable that names roots, but one that names
/// the file of the system's settings.
struct WgetSettings {
    static let variable = "SYSTEM_WGETRC"

    let folder: AuthorityFolder
    var environment = ProcessEnvironment.variables(named: [WgetSettings.variable])
    var systemFiles = ["/etc/wgetrc", "/opt/homebrew/etc/wgetrc", "/usr/local/etc/wgetrc"]

    init(_ folder: AuthorityFolder) {
        self.folder = folder
    }

    /// Writes the system's settings with ours after them, which thereby hold; the user's own (`~/.wgetrc`) still do.
    ///
    /// - Returns: the variable that names the file.
    func refresh() throws -> ClientEnvironment.Variable {
        let path = folder.path + "/wgetrc"
        let named = environment[Self.variable].flatMap { $0 == path ? nil : $0 }
        let files = named.map { [$0] } ?? systemFiles
        let system = files.lazy.compactMap { try? WholeFile.read($0) }.first ?? []
        let own = "\n# So that wget trusts Weir's authority, too.\nca_certificate = \(folder.bundlePath)\n"
        try WholeFile.update(path, with: system + Array(own.utf8))
        return ClientEnvironment.Variable(name: Self.variable, value: path)
    }
}
