import Testing

@testable import weir

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct ChildProcessTests {
    /// The tests' own threads block signals.
    private var inherited: InheritedState {
        var none = sigset_t()
        sigemptyset(&none)
        return InheritedState(signalMask: none)
    }

    @Test func `a status is the program's, or 128 and the signal`() {
        #expect(ChildProcess.End(waitStatus: 0) == .exited(0))
        #expect(ChildProcess.End(waitStatus: 0x2A00).status == 42)
        #expect(ChildProcess.End(waitStatus: SIGTERM) == .killed(signal: SIGTERM))
        // With a core file.
        #expect(ChildProcess.End(waitStatus: SIGSEGV | 0x80).status == 128 + SIGSEGV)
    }

    @Test func `a program gets its words and variables, and its end is seen`() async throws {
        let program = try Program(["sh", "-c", #"[ "$A" = "b c" ] && [ "$1" = "d e" ] && exit 9"#, "sh", "d e"])
        var environment = ChildEnvironment.inherited
        environment.set("A", "b c")
        let child = try ChildProcess.start(program, environment: environment, inherited: inherited)
        #expect(await child.wait() == .exited(9))
        // Reaped: its number may be another's.
        child.send(SIGKILL)
    }

    @Test func `a signal ends it`() async throws {
        let child = try ChildProcess.start(
            try Program(["sleep", "60"]),
            environment: .inherited,
            inherited: inherited
        )
        child.send(SIGTERM)
        #expect(await child.wait() == .killed(signal: SIGTERM))
    }

    @Test(arguments: [
        (SignalRelay.Note(number: SIGTERM, sender: 0, isFromTerminal: false), true),
        (SignalRelay.Note(number: SIGTERM, sender: 5, isFromTerminal: false), true),
        (SignalRelay.Note(number: SIGINT, sender: 0, isFromTerminal: true), false),
        (SignalRelay.Note(number: SIGTERM, sender: 7, isFromTerminal: false), false),
    ])
    func `what the program has got already is not sent again`(note: SignalRelay.Note, isRelayed: Bool) {
        #expect(SignalRelay.isRelayed(note, to: 7) == isRelayed)
    }

    @Test func `a program is looked for in the path, and errors say what is wrong`() throws {
        try TemporaryFolder.use { root in
            try WholeFile.replace(root + "/plain", with: [], mode: 0o644)
            for (word, status, said) in [
                ("none", Program.notFound, "not found in PATH"), (root + "/none", Program.notFound, "there is no"),
                ("plain", Program.notExecutable, "chmod +x"), (root, Program.notExecutable, "is a folder"),
                ("", Program.notFound, "the command is empty"),
            ] {
                let error = #expect(throws: CommandFailure.self) { try Program([word], searchPath: root) }
                #expect(error?.status == status)
                #expect(error?.message?.contains(said) == true)
            }
            #expect(try Program(["sh"], searchPath: "\(root):/bin").path == "/bin/sh")
        }
    }
}
