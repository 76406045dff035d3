import Filters
import Sessions

/// A condition from `--where`.
struct ExchangeCondition {
    private let matcher: FilterMatcher

    /// - Throws: status 64, with the place of the error.
    init(_ text: String) throws {
        do throws(FilterSyntaxError) {
            matcher = FilterMatcher(try FilterParser.parse(text))
        } catch {
            throw CommandFailure(ExitStatus.usage, "--where: \(error.description)")
        }
    }

    func matches(_ exchange: AnalyzedExchange) -> Bool {
        matcher.matches(ExchangeSubject(exchange))
    }
}
