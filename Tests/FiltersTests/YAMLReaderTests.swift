import Testing

@testable import Filters

struct YAMLReaderTests {
    private func failure(_ yaml: String) -> YAMLError? {
        #expect(throws: YAMLError.self) { try YAMLReader.read(yaml) }
    }

    private func at(_ line: Int, _ column: Int) -> YAMLMark { YAMLMark(line: line, column: column) }

    @Test func `a document becomes nodes with their places`() throws {
        let root = try #require(try YAMLReader.read("# first\na: 1\nb:\n  - 'x y'\n  - { c: \"d\\n\", e: }\n"))
        #expect(root.mark == at(2, 1))
        let members = try #require(root.mapping)
        #expect(members.map(\.key.scalar) == ["a", "b"])
        #expect(members.map(\.key.mark) == [at(2, 1), at(3, 1)])
        #expect(members[0].value == YAMLNode(content: .scalar("1"), mark: at(2, 4)))
        let items = try #require(members[1].value.sequence)
        #expect(items[0] == YAMLNode(content: .scalar("x y"), mark: at(4, 5)))
        #expect(items[1].mark == at(5, 5))
        #expect(items[1].mapping?.map(\.value.scalar) == ["d\n", ""])
    }

    @Test(arguments: ["", "\n", "# nothing but a comment"])
    func `a text without a document is nil`(yaml: String) throws {
        #expect(try YAMLReader.read(yaml) == nil)
    }

    @Test func `columns count characters`() throws {
        let root = try YAMLReader.read("é€😀: x")
        #expect(root?.mapping?.first?.value.mark == at(1, 6))
    }

    @Test func `folded and literal texts are joined as YAML says`() throws {
        let root = try YAMLReader.read("a: >-\n  one\n  two\nb: |\n  one\n  two\n")
        #expect(root?.mapping?.map(\.value.scalar) == ["one two", "one\ntwo\n"])
    }

    @Test func `a text may hold a zero character by its escape`() throws {
        #expect(try YAMLReader.read(#""a\0b""#)?.scalar == "a\0b")
    }

    @Test func `what breaks the rules is named with line and column`() {
        #expect(
            failure("a: b\n  c: d") == .invalid("mapping values are not allowed in this context", at: at(2, 4))
        )
        #expect(failure("a: b\nc: 'd") == .invalid("found unexpected end of stream", at: at(2, 6)))
        #expect(failure("a: b\nc: x\u{1}") == .invalid("control characters are not allowed", at: at(2, 5)))
        #expect(failure("a: [b")?.description == "not valid YAML: did not find expected ',' or ']' (column 1)")
    }

    @Test func `anchors and aliases are refused`() {
        let anchor = "the anchor `&x` is not supported; write the value out where it is used"
        for text in ["a: &x b", "a: &x [b]", "a: &x {b: c}"] {
            #expect(failure(text) == .refused(anchor, at: at(1, 4)))
        }
        #expect(failure("- b\n- *x") == .refused("the alias `*x` is not supported; write the value out", at: at(2, 3)))
    }

    @Test func `a name given twice tells both lines`() {
        #expect(failure("a: 1\nb: 2\na: 3") == .refused("`a` is given twice, again in line 3", at: at(1, 1)))
    }

    @Test func `a second document is refused`() {
        #expect(
            failure("a: 1\n---\nb: 2") == .refused("a second document begins here; a file holds one", at: at(2, 1))
        )
    }

    @Test func `depth is limited`() throws {
        let deepest = String(repeating: "[", count: 31) + "x" + String(repeating: "]", count: 31)
        #expect(try YAMLReader.read(deepest) != nil)
        #expect(failure("[\(deepest)]") == .refused("nested deeper than 32 levels", at: at(1, 33)))
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["[", "{", "- ", "? ", "a: ", "[a, ", "'", "!", "a\n"])
    func `a long text of one sign neither hangs nor crashes`(sign: String) {
        _ = try? YAMLReader.read(String(repeating: sign, count: YAMLReader.maximumBytes / sign.utf8.count))
    }

    @Test func `length is limited`() {
        let text = String(repeating: "#", count: YAMLReader.maximumBytes + 1)
        #expect(failure(text) == .refused("the text is longer than 1048576 bytes", at: at(1, 1)))
    }
}
