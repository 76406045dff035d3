/// What the head of a response says about the answer in its body: AWS names errors there, and counts.
final class AnswerHeaders: Sendable {
    /// The kind of failure, where the body may not name it.
    let errorType: String?
    /// Counts, for bodies that have none.
    let usage: Usage?
    /// The class of service that answered.
    let serviceTier: String?

    /// Nil when it says nothing.
    init?(_ headers: [HeaderField]) {
        errorType = headers.first(named: "x-amzn-errortype").flatMap(Self.errorName)
        usage = Usage(bedrock: headers)
        serviceTier = headers.first(named: "x-amzn-bedrock-service-tier")
        if errorType == nil, usage == nil, serviceTier == nil { return nil }
    }

    /// `ThrottlingException` of `com.amazon.coral#ThrottlingException:http://internal.amazon.com/…`.
    private static func errorName(_ value: String) -> String? {
        value.prefix { $0 != ":" && $0 != " " }.split(separator: "#").last.map(String.init)
    }
}
