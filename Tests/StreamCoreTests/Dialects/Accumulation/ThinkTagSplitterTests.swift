import StreamCore
import Testing

@Suite struct ThinkTagSplitterTests {
    private func read(_ pieces: String...) -> DecodedStream {
        DecodedStream(ChatStream.content(pieces), path: "/chat/completions")
    }

    @Test func `text between the tags is reasoning and the message keeps it`() {
        let stream = read("<think>hm</think>\n\nFour")
        #expect(stream.told == ["reasoning hm", "text Four"])
        #expect(stream.chatMessage?["content"] == "<think>hm</think>\n\nFour")
        #expect(stream.choice?.text == "Four")
        #expect(stream.choice?.reasoning == "hm")
    }

    @Test func `tags may be cut anywhere`() {
        let whole = "\n <think>one </two</think> \n<b>four</b></think>"
        for cut in 1..<whole.utf8.count {
            let place = whole.utf8.index(whole.startIndex, offsetBy: cut)
            let stream = read(String(whole[..<place]), String(whole[place...]))
            #expect(stream.choice?.reasoning == "one </two", "cut at \(cut)")
            #expect(stream.choice?.text == "<b>four</b></think>", "cut at \(cut)")
            #expect(stream.chatMessage?["content"]?.stringValue == whole)
        }
        let pieces = whole.map { "{\"content\":\(JSONValue.string(String($0)).text())}" }
        let byCharacter = DecodedStream(ChatStream.deltas(pieces), path: "/chat/completions")
        #expect(byCharacter.choice?.reasoning == "one </two")
        #expect(byCharacter.choice?.text == "<b>four</b></think>")
    }

    @Test func `a beginning that is no tag is told as text`() {
        #expect(read("<", "div>").told == ["text <div>"])
        #expect(read("<thi", "s>").told == ["text <this>"])
        #expect(read(" ", "\n", "Hi").told == ["text  \nHi"])
        #expect(read("Hi <think>x</th").told == ["text Hi <think>x</th"])
    }

    @Test func `what is held back is told when the choice ends`() {
        #expect(read("<thin").told == ["text <thin"])
        #expect(read("  ").told == ["text   "])
        #expect(read("<think>a</thi").told == ["reasoning a", "reasoning </thi"])
    }

    @Test func `what is held back is told when the body ends`() {
        var stream = DecodedStream(
            context: DecodingContext(path: "/chat/completions", contentType: "text/event-stream")
        )
        stream.consume([Array(ChatStream.sse([ChatStream.choice(#""delta":{"content":"<th"}"#)]).utf8)])
        #expect(stream.told == ["text <th"])
    }

    @Test func `a closing tag without an opening one turns the text before it into reasoning`() {
        for pieces in [["hm</think>\nFour"], ["hm", "</think>\nFour"], ["hm</th", "ink>", "\nFour"]] {
            let texts = pieces.map { "{\"content\":\(JSONValue.string($0).text())}" }
            let stream = DecodedStream(ChatStream.deltas(texts), path: "/chat/completions")
            #expect(stream.choice?.reasoning == "hm")
            #expect(stream.choice?.text == "Four")
            #expect(stream.chatMessage?["content"]?.stringValue == pieces.joined())
        }
    }

    @Test func `a closing tag in backticks is text`() {
        #expect(read("Use `</think>` to close").choice?.text == "Use `</think>` to close")
        #expect(read("Use `", "</think>` to close").choice?.reasoning == nil)
    }

    @Test func `tags are not looked for where reasoning has a channel`() {
        let stream = DecodedStream(
            ChatStream.deltas([#"{"reasoning_content":"r"}"#, #"{"content":"<think>"}"#, #"{"content":"x</think>"}"#]),
            path: "/chat/completions"
        )
        #expect(stream.choice?.text == "<think>x</think>")
        #expect(stream.choice?.reasoning == "r")
    }

    @Test func `an empty thought leaves only text`() {
        let stream = read("<think>\n\n</think>\n\nHi")
        #expect(stream.choice?.text == "Hi")
        let empty = read("<think></think>Hi")
        #expect(empty.told == ["text Hi"])
    }
}
