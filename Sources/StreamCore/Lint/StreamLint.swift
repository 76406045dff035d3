/// Rules about the events of a stream: a dialect's own, or some that hold in all dialects.
///
/// How to write one:
/// 1. A struct in `Lint/Rules`, named for what it watches (`OpenAIChatLint`), with the little state that its
///    rules need: counts and flags for each choice or block, no copies of texts, nothing that grows with the
///    length of the stream. More than one page of rules is two structs.
/// 2. ``check(_:into:)`` sees each dispatched event once, in order, while its JSON view is alive; it must not
///    keep views or slices. Read members as a client would: missing, null and of another kind are different
///    things, and whether each is wrong stands on the code's page.
/// 3. ``check(ignored:into:)`` sees what was not dispatched: comments, unknown fields, tails.
/// 4. ``finish(_:into:)`` sees the whole: what is missing, what does not fit together. Tell what is missing
///    only unless ``LintedEnd/isCut``: whoever hung up knows that the rest is not there. `TERM-MISSING` is told
///    for all dialects; a code of your own beside it says which part is missing.
/// 5. Each finding is `report.add(.code, "what stands there and what should")`: the place is that of the event,
///    the quotation is the event's data unless you give a better one (``Excerpt``), the severity is the
///    catalogue's. Give a `subject` where one stream has several of a kind, so that choice 0 and choice 1 are
///    two findings; what repeats about one subject is counted for you, so nothing needs an "already told" flag.
///    A rule for the end that is about an event remembers ``LintedEvent/place`` and passes it as `at:`.
/// 6. A new code is a case of ``LintCode`` and a page in `Lint/Catalogue`; the compiler asks for both.
/// 7. A dialect's rules are named in its `Dialect+Family.swift`: `makeLint: { OpenAIChatLint() }`. Rules for
///    all dialects stand in ``StreamLinter``.
///
/// How it is tested: `LintedStream("data: …\n\n", path: "/v1/chat/completions").codes` in
/// `Tests/StreamCoreTests/Lint`, for each code one stream that has it and one beside it that nearly has it. The
/// fixtures list all codes that they may have, so that a rule that is too eager fails there; they are also cut
/// at every byte, and the findings must not change.
package protocol StreamLint: Sendable {
    init()

    /// Notes what is wrong with an event.
    mutating func check(_ event: LintedEvent, into report: inout LintReport)

    /// Notes what is wrong with a block that clients do not see.
    mutating func check(ignored block: LintedBlock, into report: inout LintReport)

    /// Notes what the whole shows to be wrong; nothing follows.
    mutating func finish(_ end: LintedEnd, into report: inout LintReport)
}

extension StreamLint {
    package mutating func check(_ event: LintedEvent, into report: inout LintReport) {}
    package mutating func check(ignored block: LintedBlock, into report: inout LintReport) {}
    package mutating func finish(_ end: LintedEnd, into report: inout LintReport) {}
}
