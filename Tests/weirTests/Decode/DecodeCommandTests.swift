import ArgumentParser
import Testing

@testable import weir

struct DecodeCommandTests {
    private func refusal(_ words: String...) -> String? {
        do {
            _ = try DecodeCommand.parse(words)
            return nil
        } catch {
            return DecodeCommand.message(for: error)
        }
    }

    @Test func `a dialect must be one that Weir knows`() {
        #expect(refusal("--dialect", "openai.chat") == nil)
        #expect(refusal("--dialect", "auto") == nil)
        #expect(refusal("--dialect", "klingon")?.contains("use auto, openai.chat") == true)
    }

    @Test func `forms that exclude each other are refused`() {
        #expect(refusal("--message", "--events") != nil)
        #expect(refusal("--events", "--json") == nil)
    }

    @Test func `a missing file has its status`() throws {
        let command = try DecodeCommand.parse(["/no/such/body.sse"])
        let failure = #expect(throws: CommandFailure.self) { try command.run() }
        #expect(failure?.status == 66)
    }

    @Test func `a capture is not a body`() throws {
        let made = HandMadeCapture()
        let command = try DecodeCommand.parse([made.write()])
        let failure = #expect(throws: CommandFailure.self) { try command.run() }
        #expect(failure?.status == 65)
    }

    @Test(arguments: [("complete", nil as Int32?), ("cut", 65), ("unknown", 65), ("document", 65)])
    func `strict takes only whole streams of known dialects`(kind: String, status: Int32?) throws {
        let bodies = [
            "complete": HandMadeCapture.answer.joined(), "cut": HandMadeCapture.answer[1], "unknown": "data: x\n\n",
            "document": "{\"object\":\"list\"}",
        ]
        let made = HandMadeCapture()
        let command = try DecodeCommand.parse([made.write(bodies[kind] ?? "", to: "body"), "--strict"])
        do {
            try command.run()
            #expect(status == nil)
        } catch let failure as CommandFailure {
            #expect(failure.status == status)
        }
    }
}
