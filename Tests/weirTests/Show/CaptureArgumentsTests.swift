import Sessions
import StreamCore
import Testing

@testable import weir

struct CaptureArgumentsTests {
    private let made = HandMadeCapture()
    private let path: String

    init() {
        made.addExchange("01KGE3H9000000000000000001")
        made.addExchange("b2")
        path = made.write()
    }

    private func numbers(_ words: String...) throws -> [Int] {
        // The folder of the capture stands in for the default one.
        let locator = CaptureLocator(environment: ["WEIR_HOME": "/nowhere"])
        return try CaptureArguments.load(fileAndNumber: words, locator: locator)
            .flatMap(\.exchanges).map(\.number)
    }

    private func status(_ words: [String], home: String = "/nowhere") -> Int32? {
        do {
            _ = try CaptureArguments.load(
                fileAndNumber: words,
                locator: CaptureLocator(environment: ["WEIR_HOME": home])
            )
            return nil
        } catch let failure as CommandFailure {
            return failure.status
        } catch {
            return (error as? CaptureFileError)?.exitStatus
        }
    }

    @Test func `a file with a number, an id or a mark`() throws {
        #expect(try numbers(path) == [1, 2])
        #expect(try numbers(path, "2") == [2])
        #expect(try numbers(path, "#2") == [2])
        #expect(try numbers("\(path)#2") == [2])
        #expect(try numbers(path, "b2") == [2])
        #expect(try numbers("\(path)#b2") == [2])
        #expect(try numbers(made.folder, "1") == [1])
    }

    @Test func `a number or an id alone is of the newest capture`() throws {
        let home = HandMadeCapture()
        let locator = CaptureLocator(environment: ["WEIR_HOME": "/nowhere", "XDG_STATE_HOME": home.folder])
        #expect(throws: CaptureFileError.noCaptures(folder: "/nowhere/captures")) {
            try CaptureArguments.selection(["3"], locator: locator)
        }
        #expect(throws: CaptureFileError.noCaptures(folder: "/nowhere/captures")) {
            try CaptureArguments.selection(["01KGE3H9000000000000000001"], locator: locator)
        }
        #expect(throws: CaptureFileError.missing(path: "three")) {
            try CaptureArguments.selection(["three"], locator: locator)
        }
    }

    @Test func `what is not there and what cannot be meant have their status`() {
        #expect(status([path, "3"]) == 66)
        #expect(status([path, "nobody"]) == 66)
        #expect(status(["\(made.folder)/none"]) == 66)
        #expect(status([]) == 66)
        #expect(status([path, "0"]) == 64)
        #expect(status(["\(path)#1", "2"]) == 64)
        #expect(status([path, "1", "2"]) == 64)
    }

    @Test func `a number in a folder of several captures is not clear`() {
        made.write("b.weir.jsonl")
        #expect(status([made.folder, "1"]) == 64)
        #expect(status([made.folder, "b2"]) == nil)
    }

    @Test func `a condition that does not parse is a usage error with its place`() {
        let failure = #expect(throws: CommandFailure.self) { try ExchangeCondition("stat = 3") }
        #expect(failure?.status == 64)
        #expect(failure?.message?.hasPrefix("--where: column 1: unknown field `stat`") == true)
    }

    @Test func `a condition chooses exchanges`() throws {
        let exchanges = try made.analyzed()
        let matching = try ExchangeCondition("text = \"Hi you\" and request.header.x-team = blue")
        #expect(exchanges.allSatisfy(matching.matches))
        #expect(!exchanges.contains(where: try ExchangeCondition("status >= 400").matches))
    }
}
