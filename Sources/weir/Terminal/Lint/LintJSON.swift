import Sessions
import StreamCore

/// The document of `weir lint --json`, and pages of the catalogue as JSON.
enum LintJSON {
    static func document(_ subjects: [LintSubject], minimum: Finding.Severity) -> JSONValue {
        let all = subjects.flatMap(\.findings)
        let counts = Finding.Severity.allCases.map { severity in
            (severity.rawValue, JSONValue(all.count { $0.severity == severity }))
        }
        return [
            "min_severity": .string(minimum.rawValue),
            "failed": .bool(all.contains { $0.severity >= minimum }),
            "counts": .object(JSONObject(counts)),
            "checked": .array(subjects.map { subject($0, minimum: minimum) }),
        ]
    }

    private static func subject(_ subject: LintSubject, minimum: Finding.Severity) -> JSONValue {
        let recorded = subject.exchange?.recorded
        return [
            "source": .string(subject.source),
            "exchange": JSONValue(recorded?.number),
            "id": JSONValue(recorded.flatMap { $0.id.isEmpty ? nil : $0.id }),
            "method": JSONValue(recorded?.request?.method),
            "url": JSONValue(recorded?.request?.url),
            "status": JSONValue(recorded?.response?.head.status),
            "dialect": .string(subject.body.dialect),
            "model": JSONValue(subject.body.model),
            "state": .string(subject.state.rawValue),
            "findings": .array(
                subject.findings.shown(from: minimum).map { finding($0, dialect: subject.body.dialect) }
            ),
        ]
    }

    private static func finding(_ finding: Finding, dialect: String) -> JSONValue {
        var value = ExchangeJSON.finding(finding)
        value["breaks"] = .array(finding.code.rule.breaks(in: dialect).map { .string($0.rawValue) })
        return value
    }

    static func page(of code: LintCode) -> JSONValue {
        let rule = code.rule
        return [
            "code": .string(code.rawValue),
            "severity": .string(rule.severity.rawValue),
            "title": .string(rule.title),
            "meaning": .string(rule.meaning),
            "example": JSONValue(rule.example),
            "breaks": .array(rule.breaks.map { .string($0.rawValue) }),
            "server": JSONValue(rule.serverFix),
            "client": JSONValue(rule.clientFix),
        ]
    }
}
