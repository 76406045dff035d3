/// US dollars as people read them; small sums keep three digits, however small.
package enum MoneyText {
    /// `$12.40`, `$0.0412`, `$0.0000312`, `$0`.
    package static func dollars(_ amount: Double) -> String {
        guard amount > 0 else { return "$0" }
        if amount >= 1 { return "$\(NumberText.fixed(amount, decimals: 2))" }
        var decimals = 3
        var step = 0.1
        while amount < step, decimals < 12 {
            decimals += 1
            step /= 10
        }
        return "$\(trimmed(NumberText.fixed(amount, decimals: decimals)))"
    }

    /// Cents keep their two digits; what is smaller loses zeros at its end.
    private static func trimmed(_ text: String) -> String {
        guard let point = text.firstIndex(of: ".") else { return text }
        var text = text
        while text.last == "0", text.distance(from: point, to: text.endIndex) > 3 { text.removeLast() }
        return text
    }
}
