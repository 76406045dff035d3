import Testing

@testable import Filters

struct FilterFieldTests {
    /// The list of the command line's contract, and `url` for bare words.
    static let contract = """
        host path method status dialect model route stream state finish text reasoning tool.name tool.arguments tools \
        usage.input usage.output usage.cached tokens events bytes ttfb ttfe ttft ttfo tpot duration max_gap stalls \
        finding finding.severity request.body event.type event.data event.n gap error.type tag url
        """

    @Test func `the fields are those of the contract`() {
        let names = Self.contract.split(separator: " ").map(String.init)
        #expect(Set(names) == Set(FilterField.Name.allCases.map(\.rawValue)))
    }

    @Test func `header names lose their case`() {
        #expect(FilterField("request.header.X-Foo") == .requestHeader("x-foo"))
        #expect(FilterField("response.header.Via")?.text == "response.header.via")
        #expect(FilterField("request.header.") == nil)
    }

    @Test func `only what comes with the request can decide a recording`() {
        let early = FilterField.Name.allCases.filter { $0.phase == .request }.map(\.rawValue)
        #expect(early.sorted() == ["host", "method", "path", "request.body", "route", "url"])
        #expect(FilterField("request.header.a")?.phase == .request)
        #expect(FilterField("response.header.a")?.phase == .response)
    }

    @Test(arguments: [
        ("modle", "model"), ("tft", "ttft"), ("stauts", "status"), ("tool.nmae", "tool.name"),
        ("usage.ouput", "usage.output"),
    ])
    func `typing errors find their field`(typed: String, meant: String) {
        #expect(FilterField.suggestion(for: typed) == meant)
    }

    @Test func `nonsense gets no suggestion`() {
        #expect(FilterField.suggestion(for: "qwertyuiop") == nil)
    }
}
