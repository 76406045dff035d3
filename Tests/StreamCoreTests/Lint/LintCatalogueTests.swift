import StreamCore
import Testing

@Suite struct LintCatalogueTests {
    @Test(arguments: LintCode.allCases)
    func `each page says what is wrong and what that means`(code: LintCode) {
        let rule = code.rule
        #expect(!rule.title.isEmpty && !rule.title.hasSuffix("."))
        #expect(rule.meaning.hasSuffix("."))
        for fix in [rule.serverFix, rule.clientFix].compactMap(\.self) { #expect(fix.hasSuffix("."), "\(fix)") }
        #expect(rule.example?.isEmpty == false)
        #expect(rule.serverFix != nil || rule.clientFix != nil)
    }

    @Test func `each code stands in one section`() {
        let sections = LintSection.allCases.flatMap(\.codes)
        #expect(sections.count == LintCode.allCases.count)
        #expect(Set(sections) == Set(LintCode.allCases))
    }

    @Test func `codes are upper case words`() {
        for code in LintCode.allCases {
            #expect(code.rawValue.allSatisfy { $0 == "-" || $0.isUppercase || $0.isNumber }, "\(code)")
        }
    }

    @Test func `only clients that read a dialect break on its streams`() {
        #expect(LintCode.termMissing.rule.breaks(in: "openai.chat") == [.openAIPython, .mistralAI])
        #expect(LintCode.termMissing.rule.breaks(in: "ollama.chat") == [.ollamaPython])
        #expect(LintCode.sseBom.rule.breaks(in: "gemini.generate") == [.httpxSSE, .googleGenAI])
        #expect(LintCode.sseBom.rule.breaks(in: "sse") == LintCode.sseBom.rule.breaks)
        for dialect in DialectRegistry.dialects {
            #expect(
                LintRule.Client.allCases.contains { $0.reads(dialect.name) && $0 != .handWritten && $0 != .httpxSSE }
                    || dialect.name.hasPrefix("dashscope")
            )
        }
    }
}
