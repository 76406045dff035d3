/// What `weir run` says when a program has met Weir's certificates and did not trust them.
struct DistrustHint {
    var program: Program
    /// How many connections were given up.
    var count: Int

    var lines: [String] {
        let name = program.words.first.map { ShellWord.quoted($0) } ?? ""
        let connections = Quantity.counted(count, "connection")
        return [
            "\(name) gave up \(connections) during the TLS handshake: it has roots of its own, "
                + "and does not trust Weir's authority among them",
            "`weir ca` says how each runtime is told; --passthrough HOST leaves a host alone; "
                + "--base-urls needs no certificates",
        ]
    }
}
