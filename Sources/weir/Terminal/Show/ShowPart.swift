import ArgumentParser

/// One part of an exchange, as `show --part` names it.
enum ShowPart: String, CaseIterable, ExpressibleByArgument {
    case request, response, headers, events, message, text, tools, usage, timing, findings, curl
}
