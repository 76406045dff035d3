import StreamCore
import Testing

@Suite struct LintCatalogueTests {
    @Test(arguments: LintCode.allCases)
    func `each page says what is wrong and what that means`(code: LintCode) {
        let rule = code.rule
        #expect(!rule.title.isEmpty && !rule.title.hasSuffix("."))
        #expect(rule.meaning.hasSuffix("."))
        for fix in [rule.serverFix, rule.clientFix].compactMap(\.self) { #expect(fix.hasSuffix("."), "\(fix)") }
        // Someone can do something about each error.
        #expect(rule.severity != .error || rule.serverFix != nil || rule.clientFix != nil || rule.example != nil)
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
}
