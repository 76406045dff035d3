package import Filters
package import StreamCore

/// What of the traffic is stored, and how.
package struct RecordingOptions: Sendable {
    package var redactor: Redactor
    /// Body bytes stored of each direction of an exchange.
    package var bodyLimit: Int
    /// Compressed bodies are stored as they came, too.
    ///
    /// Not where rules look for secrets in responses: no rule sees those in compressed bytes.
    package var keepsEncoded: Bool

    /// Takes secrets out of bodies.
    package var bodyRedactor: BodyRedactor
    /// Which requests are recorded; nil for all.
    package var condition: FilterMatcher?

    package init(
        redactor: Redactor,
        bodyLimit: Int = .max,
        keepsEncoded: Bool = false,
        rules: [Rule] = [],
        condition: FilterExpression? = nil
    ) {
        self.redactor = redactor
        self.bodyLimit = bodyLimit
        self.keepsEncoded = keepsEncoded
        bodyRedactor = BodyRedactor(rules: rules) { secret in
            redactor.stand(in: String(decoding: secret, as: UTF8.self))
        }
        self.condition = condition.map { FilterMatcher($0) }
    }
}
