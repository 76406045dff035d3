import Testing

@testable import weir

@Suite struct AuthorityNameTests {
    @Test func `it names user, machine and time`() {
        let name = AuthorityName.text(user: "alex", host: "laptop.example.org", seconds: 1_795_851_958)
        #expect(name == "Weir CA alex@laptop 2026-11-28 07:45")
    }

    @Test func `it fits into a certificate, whatever the user is called`() {
        let long = String(repeating: "x", count: 100)
        let name = AuthorityName.text(user: long, host: "laptop", seconds: 0)
        #expect(name.utf8.count == 64)
        #expect(name.hasSuffix(" 1970-01-01 00:00"))
        #expect(
            AuthorityName.text(user: "a b\n\u{E9}", host: "", seconds: 0) == "Weir CA ab@localhost 1970-01-01 00:00"
        )
    }
}
