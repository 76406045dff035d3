/// What a runtime is known to do about proxy variables, for programs of which no request came.
struct RuntimeHabit: Equatable {
    var runtime: String
    /// What it does, and what helps besides `--base-urls`; a clause without a full stop.
    var text: String

    private struct Known {
        var habit: RuntimeHabit
        var programs: Set<String>
    }

    private static let known = [
        Known(
            habit: RuntimeHabit(
                runtime: "Node.js",
                text: "Node.js ignores proxy variables before 22.21 and 24.5, unless the program reads them itself"
            ),
            programs: [
                "node", "nodejs", "npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg", "corepack", "tsx", "ts-node", "next",
                "vite", "vitest", "jest",
            ]
        ),
        Known(
            habit: RuntimeHabit(
                runtime: "Java",
                text: "Java ignores proxy variables: --java tells it by JAVA_TOOL_OPTIONS"
            ),
            programs: [
                "java", "mvn", "mvnw", "gradle", "gradlew", "kotlin", "scala", "sbt", "clojure", "clj", "jshell",
            ]
        ),
        Known(
            habit: RuntimeHabit(
                runtime: "Python",
                text: "of Python's clients, requests, httpx and the official SDKs read proxy variables, aiohttp with "
                    + "trust_env=True only, http.client and urllib3 never"
            ),
            programs: ["python", "pypy", "ipython", "pytest", "uvicorn", "gunicorn", "jupyter"]
        ),
        go,
        Known(
            habit: RuntimeHabit(
                runtime: "Ruby",
                text: "Ruby's Net::HTTP uses no proxy for localhost and 127.0.0.1"
            ),
            programs: ["ruby", "rails", "rake", "bundle", "irb"]
        ),
        Known(
            habit: RuntimeHabit(
                runtime: "PHP",
                text: "PHP's streams ignore proxy variables; its curl extension reads those in lower case"
            ),
            programs: ["php", "composer"]
        ),
        Known(
            habit: RuntimeHabit(runtime: "Erlang", text: "Erlang and Elixir ignore proxy variables"),
            programs: ["erl", "elixir", "iex", "mix", "escript"]
        ),
        Known(
            habit: RuntimeHabit(runtime: "Dart", text: "Dart's HttpClient ignores proxy variables"),
            programs: ["dart", "flutter"]
        ),
        Known(
            habit: RuntimeHabit(
                runtime: "containers",
                text: "a container gets neither these variables nor the files that they name"
            ),
            programs: ["docker", "podman", "docker-compose", "nerdctl"]
        ),
        Known(
            habit: RuntimeHabit(runtime: "sudo", text: "sudo drops most variables: sudo --preserve-env keeps them"),
            programs: ["sudo", "su", "doas"]
        ),
    ]

    private static let go = Known(
        habit: RuntimeHabit(runtime: "Go", text: "Go uses no proxy for localhost and 127.0.0.1"),
        programs: ["go"]
    )

    /// The habit of the runtime of that name, with or without a version (`python3.12`).
    static func of(program name: some StringProtocol) -> RuntimeHabit? {
        let bare = String(name.prefix { !"0123456789".contains($0) })
        return known.first { $0.programs.contains(String(name)) || $0.programs.contains(bare) }?.habit
    }

    static var ofGo: RuntimeHabit { go.habit }
}
