import Testing

@testable import Filters

struct FilterFileLoadingTests {
    /// The repository's `filters` folder.
    static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/filters"

    @Test func `a name is looked up in the folders`() throws {
        let file = try FilterFile.load(named: "redact-secrets", in: ["/nonexistent", Self.folder])
        #expect(file.name == "redact-secrets")
        #expect(!file.rules.isEmpty)
    }

    @Test func `a path is taken as it is`() throws {
        #expect(try FilterFile.load(named: "\(Self.folder)/slow.yaml", in: []).name == "slow")
        #expect(throws: FilterFileError.notFound(name: "./nothing.yaml", searched: [], suggestion: nil)) {
            try FilterFile.load(named: "./nothing.yaml", in: [Self.folder])
        }
    }

    @Test func `an unknown name gets the nearest one`() {
        let expected = FilterFileError.notFound(name: "redact-secret", searched: ["/a"], suggestion: "redact-secrets")
        #expect(throws: expected) { try FilterFile.load(named: "redact-secret", in: ["/a"]) }
        #expect(expected.description == "no filter `redact-secret` in /a; did you mean `redact-secrets`?")
    }

    @Test func `a folder is no file`() {
        #expect(throws: FilterFileError.self) { try FilterFile.load(named: "/tmp/", in: []) }
    }

    @Test func `the binary's filters are the files' text`() throws {
        #expect(FilterFile.names(in: [Self.folder]) == ReadyMadeFilters.all.map(\.name))
        for (name, yaml) in ReadyMadeFilters.all {
            let built = try FilterFile.load(named: name, in: [])
            #expect(built == (try FilterFile.load(named: "\(Self.folder)/\(name).yaml", in: [])))
            #expect(built.name == name)
            #expect(yaml.description.hasPrefix("# "))
        }
    }
}
