import Testing

@testable import Reports

struct MoneyTextTests {
    @Test(
        arguments: [
            (0, "$0"), (12.4, "$12.40"), (1, "$1.00"), (0.5, "$0.50"), (0.123456, "$0.123"), (0.0412, "$0.0412"),
            (0.00001, "$0.00001"), (0.0000312, "$0.0000312"), (1234.567, "$1234.57"),
        ] as [(Double, String)]
    )
    func `small sums keep three digits`(amount: Double, text: String) {
        #expect(MoneyText.dollars(amount) == text)
    }
}
