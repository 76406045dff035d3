import Testing

@testable import weir

@Suite struct WgetSettingsTests {
    @Test func `the system's settings stay, ours come last, and are not taken for the system's`() throws {
        try TemporaryFolder.use { root in
            let folder = AuthorityFolder(path: root)
            var settings = WgetSettings(folder)
            settings.environment = [:]
            settings.systemFiles = [root + "/none", root + "/system"]
            try WholeFile.replace(root + "/system", with: Array("passive_ftp = on".utf8), mode: 0o644)
            for environment in [[:], [WgetSettings.variable: root + "/wgetrc"]] {
                settings.environment = environment
                let variable = try settings.refresh()
                #expect(variable.name == "SYSTEM_WGETRC")
                let text = String(decoding: try #require(try WholeFile.read(variable.value)), as: UTF8.self)
                #expect(text.hasPrefix("passive_ftp = on\n"))
                #expect(text.hasSuffix("\nca_certificate = \(folder.bundlePath)\n"))
                #expect(text.components(of: "ca_certificate") == 1)
            }
        }
    }
}

extension String {
    fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
