import StreamCore
import Testing

@testable import Filters

/// The ready-made `redact-secrets` on bodies such as agents send.
///
/// The secrets are made up.
struct RedactSecretsTests {
    private func redacted(_ body: String) throws -> String {
        let file = try FilterFile.load(named: "redact-secrets", in: [])
        let redactor = BodyRedactor(rules: file.rules) { _ in "‹H›" }
        let bytes = Array(body.utf8)
        let result = bytes.withUnsafeBufferPointer {
            redactor.redact($0, in: .requestBody, of: BodyRedactorTests.nobody)
        }
        return String(decoding: result?.bytes ?? bytes, as: UTF8.self)
    }

    private static let letters = "Zx81kQm2Vb7nRt5Yw9Lc3Hd6Fg4Js0Pa1EoTuIyBv8Nq2Mz"

    private static func secret(_ prefix: String, _ count: Int) -> String { prefix + letters.prefix(count) }

    @Test(arguments: [
        secret("sk-", 48), secret("sk-proj-", 40), secret("sk-ant-api03-", 40), secret("sk-or-v1-", 40),
        secret("gsk_", 40), secret("xai-", 40), secret("hf_", 34), secret("AIza", 35), secret("ya29.", 40),
        secret("ghp_", 36), secret("github_pat_", 40), secret("glpat-", 20), "AKIA" + "QWERTYUIOPASDFGH",
        secret("xoxb-", 30), secret("sk_live_", 24), secret("npm_", 36),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    ])
    func `known keys are found inside JSON and beside words`(key: String) throws {
        #expect(try redacted(#"{"content":"my key is \#(key), keep it"}"#) == #"{"content":"my key is ‹H›, keep it"}"#)
        #expect(try redacted("KEY=\(key)\nNEXT=1") == "KEY=‹H›\nNEXT=1")
        #expect(try redacted(#"{"content":"KEY=\n\#(key)"}"#) == #"{"content":"KEY=\n‹H›"}"#)
    }

    @Test func `bearer tokens and passwords keep their surroundings`() throws {
        let bearer = #"{"command":"curl -H 'Authorization: Bearer \#(Self.letters)' https://x.example"}"#
        #expect(
            try redacted(bearer) == #"{"command":"curl -H 'Authorization: Bearer ‹H›' https://x.example"}"#
        )
        #expect(try redacted("postgres://user:hunter2@db.example/x") == "postgres://user:‹H›@db.example/x")
        let key = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY"
        #expect(try redacted(key) == "aws_secret_access_key = ‹H›")
    }

    @Test func `private key blocks vanish, as text and escaped in JSON`() throws {
        let block = "-----BEGIN RSA PRIVATE KEY-----\\nMIIEow\\nIBAAKC\\n-----END RSA PRIVATE KEY-----"
        #expect(try redacted(#"{"text":"\#(block)\nend"}"#) == #"{"text":"‹redacted:masked›\nend"}"#)
        let plain = "-----BEGIN PRIVATE KEY-----\nMIIEow\nIBAAKC==\n-----END PRIVATE KEY-----\n"
        #expect(try redacted(plain) == "‹redacted:masked›\n")
        let cut = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz"
        #expect(try redacted(cut) == "‹redacted:masked›")
        let publicKey = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"
        #expect(try redacted(publicKey) == publicKey)
    }

    @Test(arguments: [
        #"{"id":"chatcmpl-9x","choices":[{"delta":{"content":"the task-force took a risk-based approach"}}]}"#,
        "the bearer of this letter is a basic person",
        "see https://example.org:8080/a/b and mail me@example.org",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b, uuid 123e4567-e89b-12d3-a456-426614174000",
        #"{"data":[{"embedding":[0.0023064255,-0.009327292]}]}"#,
    ])
    func `ordinary text stays`(text: String) throws {
        #expect(try redacted(text) == text)
    }

    @Test func `a key in two events is not found, as the file says`() throws {
        #expect(try redacted(#"{"text":"sk-abc"}"#) == #"{"text":"sk-abc"}"#)
    }

    @Test func `a picture in the body does not slow it down`() throws {
        let picture = String(repeating: Self.letters, count: 60000)
        let began = ContinuousClock.now
        let body = #"{"image":"data:image/png;base64,\#(picture)","key":"\#(Self.secret("sk-", 40))"}"#
        #expect(try redacted(body).hasSuffix(#","key":"‹H›"}"#))
        #expect(ContinuousClock.now - began < .seconds(3))
    }
}
