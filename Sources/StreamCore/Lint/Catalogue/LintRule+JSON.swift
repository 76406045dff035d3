/// Rules about payloads as JSON.
extension LintRule {
    static let jsonInvalid = LintRule(.error, "event data is not JSON where the dialect needs it")

    static let jsonConcatenated = LintRule(.error, "two objects in one data")

    static let jsonNotObject = LintRule(.warning, "scalar/array payload")

    static let jsonDupKey = LintRule(.warning, "duplicate keys")

    static let jsonLoneSurrogate = LintRule(.warning, "ud83d alone in a string")

    static let plainTextPing = LintRule(.warning, "data: ping / keep-alive text as data")
}
