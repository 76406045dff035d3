import Filters

/// The line in which a filter is typed while a live view runs.
struct FilterPrompt: Sendable {
    private(set) var isOpen = false
    /// The filter that is in force, as it was typed.
    private(set) var applied: String?
    private var typed = ""
    private var problem: String?
    private var matcher: FilterMatcher?

    mutating func open() {
        isOpen = true
        typed = applied ?? ""
        problem = nil
    }

    mutating func press(_ key: LiveKey) {
        problem = nil
        switch key {
        case .character(let character): typed.append(character)
        case .backspace: _ = typed.popLast()
        case .enter: apply()
        case .escape: isOpen = false
        case .tab: break
        }
    }

    private mutating func apply() {
        guard typed.contains(where: { $0 != " " }) else {
            (matcher, applied, isOpen) = (nil, nil, false)
            return
        }
        do throws(FilterSyntaxError) {
            matcher = FilterMatcher(try FilterParser.parse(typed))
            (applied, isOpen) = (typed, false)
        } catch {
            problem = error.message
        }
    }

    /// Whether the filter lets an exchange be seen.
    func shows(_ subject: ExchangeSubject) -> Bool {
        matcher?.matches(subject) ?? true
    }

    /// What stands at the bottom while it is open.
    var line: ScreenLine {
        let hint = problem.map { ScreenLine.Span("  \($0)", .bad) } ?? .init("  enter applies · esc leaves", .dim)
        return ScreenLine([.init("/", .accent), .init(typed), .init("▏", .accent), hint])
    }
}
