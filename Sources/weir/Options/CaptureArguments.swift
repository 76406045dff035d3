import CaptureFile
import Sessions

/// What the words after a command name: captures, and perhaps one exchange.
struct CaptureArguments {
    /// A capture file that was read, with the exchange that is meant; nil means all.
    struct Input {
        var capture: LoadedCapture
        var exchange: ExchangeSelector?

        var name: String { capture.source.name }

        /// The exchanges that are meant.
        var exchanges: [RecordedExchange] {
            capture.exchanges.filter { exchange?.matches($0) ?? true }
        }
    }

    private static let mostWarnings = 20

    /// Reads the captures that `FILE…` names; the newest one without words.
    static func load(_ words: [String], locator: CaptureLocator = CaptureLocator()) throws -> [Input] {
        let selections = words.isEmpty ? [try locator.resolve(nil)] : try words.map { try locator.resolve($0) }
        return try selections.flatMap { try load($0) }
    }

    /// Reads what `[FILE] [N]` names.
    ///
    /// - Throws: status 66 when there is no such exchange, 64 when the words do not say which.
    static func load(fileAndNumber words: [String], locator: CaptureLocator = CaptureLocator()) throws -> [Input] {
        let selection = try selection(words, locator: locator)
        guard let wanted = selection.exchange else { return try load(selection) }
        if case .number(let number) = wanted, selection.sources.count > 1 {
            let count = selection.sources.count
            let message = "\(words[0]) holds \(count) captures: name the one with the exchange \(number)"
            throw CommandFailure(ExitStatus.usage, message)
        }
        let found = try load(selection).filter { !$0.exchanges.isEmpty }
        guard !found.isEmpty else { throw missing(wanted, in: selection) }
        return found
    }

    static func selection(_ words: [String], locator: CaptureLocator) throws -> CaptureSelection {
        guard let first = words.first else { return try locator.resolve(nil) }
        guard words.count <= 2 else {
            throw CommandFailure(ExitStatus.usage, "too many words: name a capture and the number of an exchange")
        }
        guard words.count == 2 else {
            // A number or an id alone is an exchange of the newest capture.
            guard Int(first) != nil || ULID(first) != nil else { return try locator.resolve(first) }
            return try naming(first, in: try locator.resolve(nil))
        }
        let selection = try locator.resolve(first)
        guard selection.exchange == nil else {
            throw CommandFailure(ExitStatus.usage, "'\(first)' names an exchange already: leave '\(words[1])' away")
        }
        return try naming(words[1], in: selection)
    }

    private static func naming(_ word: String, in selection: CaptureSelection) throws -> CaptureSelection {
        let name = word.hasPrefix("#") ? word.dropFirst() : word[...]
        guard let exchange = ExchangeSelector(name) else {
            throw CommandFailure(ExitStatus.usage, "'\(word)' names no exchange: they are numbered from 1")
        }
        var named = selection
        named.exchange = exchange
        return named
    }

    /// Reads the captures of a selection.
    static func load(_ selection: CaptureSelection) throws -> [Input] {
        try selection.sources.map { source in
            let capture = try CaptureReader.load(source, only: selection.exchange)
            tell(capture.warnings, of: source.name)
            return Input(capture: capture, exchange: selection.exchange)
        }
    }

    private static func tell(_ warnings: [CaptureWarning], of name: String) {
        for warning in warnings.prefix(mostWarnings) { Console.complain("\(name): \(warning.message)") }
        let rest = warnings.count - mostWarnings
        if rest > 0 { Console.complain("\(name): \(Quantity.counted(rest, "more warning")) of this kind") }
    }

    private static func missing(_ wanted: ExchangeSelector, in selection: CaptureSelection) -> CommandFailure {
        let name = selection.sources.map(\.name).joined(separator: ", ")
        switch wanted {
        case .number(let number):
            return CommandFailure(ExitStatus.noInput, "\(name) has no exchange \(number): `weir ls` lists them")
        case .id(let id):
            let message = "\(name) has no exchange '\(id)': `weir ls --json` lists their ids"
            return CommandFailure(ExitStatus.noInput, message)
        }
    }
}
