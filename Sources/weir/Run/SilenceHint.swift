/// What `weir run` says when no request came: what may be the reason, and what to do.
struct SilenceHint {
    var program: Program
    var habit: RuntimeHabit?
    /// How requests were to come.
    var way: Way

    enum Way: Equatable {
        /// By proxy variables.
        case proxy
        /// By base URLs; the variables that name them, and the URL of the proxy.
        case baseURLs(variables: [String], proxy: String)
    }

    var lines: [String] {
        let name = program.words.first.map { ShellWord.quoted($0) } ?? ""
        switch way {
        case .proxy:
            return ["no traffic came through the proxy: \(name) made no request, or ignores the proxy variables"]
                + [habit.map { "\($0.text)" }].compactMap { $0 }
                + ["to lead its SDKs by their base URLs instead: \(retry)"]
        case .baseURLs(let variables, let proxy):
            let named = variables.prefix(3).joined(separator: ", ")
            return [
                "no traffic came by the base URLs: \(name) made no request, or does not read \(named) …",
                "what does not must be told in its own way, for example: \(proxy)/openai/v1 "
                    + "(--listen 127.0.0.1:9347 keeps the port)",
            ]
        }
    }

    /// The same command with the other way in.
    private var retry: String {
        (["weir run --base-urls --"] + program.words.map { ShellWord.quoted($0) }).joined(separator: " ")
    }
}
