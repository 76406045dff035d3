import StreamCore
import Testing

@testable import weir

struct ExchangeListTests {
    private let made = HandMadeCapture()

    private func lines(width: Int?) throws -> [String] {
        ExchangeList.lines(try made.analyzed(), style: SheetStyle(width: width, style: .none))
    }

    @Test func `a row tells what was asked and what became of it`() throws {
        made.addExchange("a")
        made.addExchange("b", status: 500, events: [], end: "eof")
        made.addExchange("c", events: [HandMadeCapture.answer[1]], end: nil)
        let rows = try lines(width: nil).map { $0.split(separator: " ").map { String($0) } }
        #expect(rows[0].first == "#")
        let first = rows[1].dropFirst(2).joined(separator: " ")
        #expect(
            first == "POST api.openai.com /v1/chat/completions 200 openai.chat m-1 complete 5 110 ms 150 ms"
        )
        #expect(rows[2].contains("500") && rows[2].contains("error") && rows[2].last == "HTTP-ERROR-STATUS")
        #expect(rows[3].contains("open"))
    }

    @Test(arguments: [60, 80, 100, 120])
    func `rows fit the terminal`(width: Int) throws {
        made.addExchange("a", url: "https://a-very-long-host-name.example.com/some/very/long/path/chat/completions")
        made.addExchange("b", end: "upstream_abort")
        let lines = try lines(width: width)
        #expect(lines.allSatisfy { SheetText.width($0) <= width })
        #expect(lines[1].contains("complete") && lines[1].contains("m-1"))
    }

    @Test func `a tunnel tells its port, its bytes and how long it lasted`() throws {
        let place = #""u":"h.test:443","tg":"h.test:443""#
        made.add(#"{"k":"req","x":"a","t":1,"req":{"m":"CONNECT",\#(place),"hv":"1.1","h":[]}}"#)
        made.add(#"{"k":"res","x":"a","t":2000000,"res":{"s":200,"hv":"1.1","h":[],"by":"weir"}}"#)
        let detail = #""detail":"tunnel, not opened: the client closed it","tunnel_sent":5,"tunnel_received":50"#
        made.add(#"{"k":"end","x":"a","t":52000000,"end":{"why":"eof","state":"complete",\#(detail)}}"#)
        let row = try lines(width: nil)[1].split(separator: " ").dropFirst(2).joined(separator: " ")
        #expect(row == "CONNECT h.test :443 200 – complete 52 ms (tunnel: 5 bytes sent, 50 received)")
    }

    @Test func `a body that was stored decoded says so`() throws {
        made.add(#"{"k":"req","x":"a","t":1,"req":{"m":"POST","u":"https://h/","tg":"/","hv":"1.1","h":[]}}"#)
        made.add(#"{"k":"end","x":"a","t":9,"end":{"why":"eof","enc":"br","raw_bytes":77}}"#)
        #expect(try lines(width: nil)[1].hasSuffix("(stored decoded from br, 77 bytes on the wire)"))
    }
}
