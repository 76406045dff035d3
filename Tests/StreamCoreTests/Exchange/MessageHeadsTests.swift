import StreamCore
import Testing

struct MessageHeadsTests {
    @Test func `headers are found without regard to case, the first one wins`() {
        let headers = [HeaderField("X-A", "1"), HeaderField("x-a", "2"), HeaderField("Content-Type", "b")]
        #expect(headers.first(named: "x-A") == "1")
        #expect(headers.first(named: "content-type") == "b")
        #expect(headers.first(named: "content-typ") == nil)
    }

    @Test func `only ASCII letters fold`() {
        #expect("ÄZ".equalsIgnoringCase("Äz"))
        #expect(!"Ä".equalsIgnoringCase("ä"))
        #expect(!"@".equalsIgnoringCase("`"))
        #expect("".equalsIgnoringCase(""))
    }
}
