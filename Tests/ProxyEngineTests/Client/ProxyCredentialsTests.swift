import Testing

@testable import ProxyEngine

@Suite struct ProxyCredentialsTests {
    @Test(arguments: [("u:p", "dTpw"), ("me:secret", "bWU6c2VjcmV0"), ("ab:cd", "YWI6Y2Q="), ("a:bc:d", "YTpiYzpk")])
    func `the right header is let in, in any case of its scheme`(_ text: String, _ encoded: String) throws {
        let credentials = try #require(ProxyCredentials(parsing: text))
        #expect(credentials.admit(header: "Basic \(encoded)"))
        #expect(credentials.admit(header: "bAsIc  \(encoded)"))
    }

    @Test(arguments: [nil, "", "Basic", "Basic ", "Bearer dTpw", "Basic dTpx", "Basic dTp", "Basic dTpwdTpw", "dTpw"])
    func `anything else is not`(_ header: String?) throws {
        #expect(try #require(ProxyCredentials(parsing: "u:p")).admit(header: header) == false)
    }

    @Test(arguments: ["", "user", ":password"]) func `a user is needed`(_ text: String) {
        #expect(ProxyCredentials(parsing: text) == nil)
    }
}
