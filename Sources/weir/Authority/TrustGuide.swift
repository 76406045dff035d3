/// How to make each kind of program trust Weir's authority.
struct TrustGuide {
    private struct Way {
        var name: String
        var text: String
    }

    /// Paths as a shell needs them.
    private let certificate: String
    private let bundle: String

    init(_ folder: AuthorityFolder) {
        certificate = ShellWord.quoted(folder.certificatePath)
        bundle = ShellWord.quoted(folder.bundlePath)
    }

    func lines(_ style: Style) -> [String] {
        section("For one shell: nothing to install, nothing to undo", programs, style)
            + section("For one program", single, style)
            + section("For everything: its key can then sign for any site, so keep it yours", stores, style)
    }

    private func section(_ title: String, _ ways: [Way], _ style: Style) -> [String] {
        let width = ways.map(\.name.count).max() ?? 0
        let rows = ways.map { way in
            let name = way.name + String(repeating: " ", count: width - way.name.count)
            return "  \(style(.dim, name))  \(way.text)"
        }
        return ["", style(.strong, title)] + rows
    }

    private var programs: [Way] {
        [Way(name: "most programs", text: #"eval "$(weir ca env)""#)]
    }

    private var single: [Way] {
        [
            Way(name: "Python", text: "SSL_CERT_FILE=\(bundle) REQUESTS_CA_BUNDLE=\(bundle) python …"),
            Way(name: "Node, Bun", text: "NODE_EXTRA_CA_CERTS=\(certificate) node …"),
            Way(name: "curl", text: "curl --cacert \(certificate) …"),
            Way(name: "wget", text: "wget --ca-certificate=\(certificate) …"),
            Way(name: "git", text: "git -c http.sslCAInfo=\(bundle) …"),
            Way(
                name: "Java",
                text: "keytool -importcert -noprompt -cacerts -storepass changeit -alias weir -file \(certificate)"
            ),
        ]
    }

    private var stores: [Way] {
        [
            Way(
                name: "Debian, Ubuntu",
                text:
                    "sudo cp \(certificate) /usr/local/share/ca-certificates/weir-ca.crt && sudo update-ca-certificates"
            ),
            Way(
                name: "Fedora, RHEL",
                text: "sudo cp \(certificate) /etc/pki/ca-trust/source/anchors/weir-ca.pem && sudo update-ca-trust"
            ),
            Way(name: "Arch", text: "sudo trust anchor --store \(certificate)"),
            Way(
                name: "macOS",
                text:
                    "security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db \(certificate)"
            ),
            Way(
                name: "Chrome on Linux",
                text: "certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n weir -i \(certificate)   (libnss3-tools)"
            ),
            Way(
                name: "Firefox",
                text: "Settings, Privacy & Security, View Certificates, Authorities, Import: \(certificate)"
            ),
            Way(
                name: "iOS",
                text: "send it the file, install the profile, then General, About, Certificate Trust Settings"
            ),
            Way(
                name: "Android",
                text: "send it the file, then Security, Install a certificate, CA certificate (apps must allow it)"
            ),
        ]
    }
}
