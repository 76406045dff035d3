import Testing

@testable import weir

@Suite struct RuntimeDetectorTests {
    private func runtime(_ path: String, _ arguments: String...) -> String? {
        var program = Program.true
        program.path = path
        program.words = [path] + arguments
        return RuntimeDetector.habit(of: program)?.runtime
    }

    @Test(arguments: [
        ("/usr/bin/node", "Node.js"), ("/x/npx", "Node.js"), ("/x/python3.12", "Python"), ("/x/java", "Java"),
        ("/x/go", "Go"), ("/x/ruby3.1", "Ruby"), ("/x/docker", "containers"),
    ])
    func `by name, with a version or without`(path: String, expected: String) {
        #expect(runtime(path) == expected)
    }

    @Test func `what a shell or a runner is told counts, what others are told does not`() {
        #expect(runtime("/x/bash", "-c", "cd /tmp && exec node app.js") == "Node.js")
        #expect(runtime("/x/uv", "run", "python", "app.py") == "Python")
        #expect(runtime("/x/sh", "-c", "A=$(/usr/bin/java -jar x.jar)") == "Java")
        #expect(runtime("/x/echo", "node") == nil)
        #expect(runtime("/x/sh", "-c", "true") == nil)
    }

    @Test(arguments: [
        ("#!/usr/bin/node\n", "node"), ("#! /usr/bin/env node\nx", "node"),
        ("#!/usr/bin/env -S python3 -u\n", "python3"),
        ("#!/usr/bin/env A=b ruby", "ruby"),
    ])
    func `a script names its interpreter`(opening: String, expected: String) {
        #expect(RuntimeDetector.interpreter(Array(opening.utf8)) == expected)
    }

    @Test(arguments: ["", "#", "#!", "#!\n", "#!/usr/bin/env\n", "no script"])
    func `nothing is read into what names none`(opening: String) {
        #expect(RuntimeDetector.interpreter(Array(opening.utf8)) == nil)
    }

    @Test func `a program of Go is known by its linker's note`() {
        let note: [UInt8] = [4, 0, 0, 0, 83, 0, 0, 0, 4, 0, 0, 0] + Array("Go\0\0id".utf8)
        let header = [0x7F] + Array("ELF".utf8) + [UInt8](repeating: 0, count: 60)
        #expect(RuntimeDetector.isGo(header + note))
        #expect(!RuntimeDetector.isGo(header + Array("Go\0\0".utf8)))
        #expect(!RuntimeDetector.isGo(note))
        #expect(!RuntimeDetector.isGo([]))
    }

    @Test func `the hint says what to do, with the command as a shell takes it`() {
        var program = Program.true
        program.words = ["node", "it's.js"]
        let lines = SilenceHint(program: program, habit: .of(program: "node"), way: .proxy).lines
        #expect(lines.count == 3)
        #expect(lines.last?.hasSuffix(#"weir run --base-urls -- node 'it'\''s.js'"#) == true)
        let unknown = SilenceHint(program: program, habit: nil, way: .proxy).lines
        #expect(unknown.count == 2)
    }
}

extension Program {
    static let `true`: Program = {
        do {
            return try Program(["true"])
        } catch {
            preconditionFailure("every system has `true`: \(error)")
        }
    }()
}
