import Sessions
import StreamCore
import Testing

@testable import weir

struct LiveScreenTests {
    private let size = LiveScreen.Size(columns: 80, rows: 12)

    private func screen(_ capture: TailCapture, keys: Bool = true) throws -> LiveScreen {
        var screen = LiveScreen(columns: size.columns, hasKeys: keys)
        for (item, tags) in try capture.items() { screen.take(item, tags: tags) }
        return screen
    }

    private func live(_ screen: inout LiveScreen, at milliseconds: Int? = 500, _ size: LiveScreen.Size? = nil)
        -> [String]
    {
        screen.live(size ?? self.size) { _ in milliseconds.map { MonotonicInstant(nanoseconds: Int64($0) * 1_000_000) }
        }
        .map(\.text)
    }

    @Test func `a stream that goes on stays at the bottom`() throws {
        var screen = try screen(.unfinished())
        #expect(screen.takePermanent() == [])
        #expect(
            live(&screen) == [
                "#1 POST api.openai.com/v1/chat/completions gpt-4o-mini · 200 · TTFT 412 ms",
                "  0.41 s  Hi",
                "1 live · 0 done · space pause · tab next stream · / filter · q quit",
            ]
        )
        let wide = live(&screen, LiveScreen.Size(columns: 120, rows: 40))
        #expect(
            wide[0]
                == "#1 POST api.openai.com/v1/chat/completions gpt-4o-mini · 200 · openai.chat · TTFT 412 ms · 83 ev/s"
        )
    }

    @Test func `silence shows while it lasts, when somebody records`() throws {
        var screen = try screen(.unfinished())
        #expect(live(&screen, at: 1200).count == 3)
        #expect(live(&screen, at: 3612)[2] == "          … nothing for 3.20 s")
        #expect(live(&screen, at: nil).count == 3)
    }

    @Test func `waiting for a response is told`() throws {
        var capture = TailCapture()
        let id = capture.request()
        var screen = try screen(capture)
        #expect(live(&screen, at: 700)[1] == "          … waiting for the response, 700 ms")
        capture.response(id, type: "application/json", at: 800)
        screen = try self.screen(capture)
        #expect(live(&screen, at: 900)[1] == "          … waiting for the body, 100 ms")
    }

    @Test func `a stream that is over becomes permanent, once`() throws {
        var screen = try screen(.chats(stall: 3200))
        #expect(
            screen.takePermanent().map(\.text) == [
                "#1 POST api.openai.com/v1/chat/completions gpt-4o-mini · 200 · openai.chat",
                "  0.41 s  Hi",
                "  0.41 s  ⋯ nothing for 3.20 s",
                "  3.61 s   you.",
                "  3.63 s  ▸ look {\"a\":1}",
                "  3.67 s  ✓ complete · tool_calls · TTFT 412 ms · 3.67 s · 7 events",
                "",
            ]
        )
        #expect(screen.takePermanent() == [])
        #expect(live(&screen) == ["0 live · 1 done · space pause · tab next stream · / filter · q quit"])
    }

    @Test func `of a long stream the end is drawn`() throws {
        var capture = TailCapture()
        let id = capture.request()
        capture.response(id, at: 1)
        let lines = (1...50).map { "line \($0)" }.joined(separator: "\\n")
        capture.block(id, 0, TailCapture.chunk(#"{"reasoning_content":"Hm."}"#), at: 10)
        capture.block(id, 1, TailCapture.chunk(#"{"content":"\#(lines)"}"#), at: 20)
        var screen = try screen(capture)
        let shown = live(&screen, at: 30)
        #expect(shown.count == 11)
        #expect(Array(shown[1..<10]) == (42...50).map { "          line \($0)" })
        let tall = live(&screen, at: 30, LiveScreen.Size(columns: 80, rows: 60))
        #expect(Array(tall[1...3]) == ["  0.01 s  Hm.", "  0.02 s  line 1", "          line 2"])
        #expect(tall.count == 53)
    }

    @Test func `parallel tool calls and choices grow in place`() throws {
        var capture = TailCapture()
        let id = capture.request()
        capture.response(id, at: 1)
        let pieces = [
            #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"one","arguments":""}}]}"#,
            #"{"tool_calls":[{"index":1,"id":"b","function":{"name":"two","arguments":""}}]}"#,
            #"{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"#,
            #"{"tool_calls":[{"index":1,"function":{"arguments":"[]"}}]}"#,
        ]
        for (place, piece) in pieces.enumerated() { capture.block(id, place, TailCapture.chunk(piece), at: 10 + place) }
        var screen = try screen(capture)
        #expect(Array(live(&screen)[1...2]) == ["  0.01 s  ▸ one {}", "  0.01 s  ▸ two []"])
    }

    @Test func `the screen is never full, whatever goes on`() throws {
        var capture = TailCapture()
        for number in 0..<30 {
            let id = capture.request(at: number)
            capture.response(id, at: 40)
            capture.block(id, 0, TailCapture.chunk(#"{"content":"\#(String(repeating: "word ", count: 99))"}"#), at: 50)
        }
        var screen = try screen(capture)
        for columns in [1, 3, 20, 80, 300] {
            for rows in 1...40 {
                let lines = screen.live(LiveScreen.Size(columns: columns, rows: rows)) { _ in nil }
                #expect(lines.count <= max(rows - 1, 2))
                #expect(lines.allSatisfy { $0.width < max(columns, 2) }, "\(columns) columns")
            }
        }
        #expect(live(&screen).first == "… and 21 more streams")
        screen.press(.tab)
        #expect(live(&screen).contains { $0.hasPrefix("▶ #1 ") })
    }

    @Test func `rows are shared so that nobody waits for what others leave`() {
        #expect(LiveScreen.shares(of: 9, among: [20, 1, 20], focus: [false, false, false]) == [4, 1, 4])
        #expect(LiveScreen.shares(of: 9, among: [20, 1, 20], focus: [false, false, true]) == [0, 0, 9])
        #expect(LiveScreen.shares(of: -3, among: [2], focus: [true]) == [0])
    }

    @Test func `a paused view holds everything back`() throws {
        var screen = LiveScreen(columns: 80, hasKeys: true)
        screen.press(.character(" "))
        for (item, tags) in try TailCapture.chats().items() { screen.take(item, tags: tags) }
        #expect(screen.takePermanent() == [])
        #expect(live(&screen) == ["0 live · 1 done · paused, 11 new · space goes on"])
        screen.press(.character(" "))
        #expect(screen.takePermanent().count == 5)
    }

    @Test func `a filter is typed, refused, mended and applied`() throws {
        var screen = try screen(.unfinished())
        for key in LiveKey.keys(in: Array("/modl = x\r".utf8)) { screen.press(key) }
        #expect(live(&screen).last?.hasPrefix("/modl = x▏  column 1: unknown field `modl`") == true)
        for key in LiveKey.keys(in: Array("\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}el ~ mini\r".utf8)) { screen.press(key) }
        #expect(live(&screen).count == 3)
        for key in LiveKey.keys(in: Array("/ and status = 500\r".utf8)) { screen.press(key) }
        #expect(live(&screen) == ["1 live · 0 done · only model ~ mini and status = 500 · space pause · tab next …"])
    }

    @Test func `q quits, but not within a filter`() throws {
        var screen = try screen(.unfinished())
        for key in LiveKey.keys(in: Array("/q\u{1B}".utf8)) { screen.press(key) }
        #expect(!screen.wantsToQuit)
        screen.press(.character("q"))
        #expect(screen.wantsToQuit)
    }

    @Test func `without keys there is no word of them`() throws {
        var screen = try screen(.unfinished(), keys: false)
        #expect(live(&screen).last == "1 live · 0 done")
        screen = try self.screen(.chats(), keys: false)
        #expect(live(&screen) == [])
    }
}
