import Testing

@testable import weir

struct QuantityTests {
    @Test func `times have the unit that suits them`() {
        #expect(Quantity.time(82_400) == "82 µs")
        #expect(Quantity.time(412_000_000) == "412 ms")
        #expect(Quantity.time(1_240_000_000) == "1.24 s")
        #expect(Quantity.time(-5_000_000) == "-5.0 ms")
        #expect(Quantity.time(nil as Int64?) == "–")
    }

    @Test func `sizes are binary`() {
        #expect(Quantity.bytes(0) == "0 B")
        #expect(Quantity.bytes(1023) == "1023 B")
        #expect(Quantity.bytes(1536) == "1.5 KiB")
        #expect(Quantity.bytes(12 << 20) == "12 MiB")
    }

    @Test func `decimals are fixed and never in exponents`() {
        #expect(Quantity.fixed(0.05, 1) == "0.1")
        #expect(Quantity.fixed(31.26, 1) == "31.3")
        #expect(Quantity.fixed(-0.5, 2) == "-0.50")
        #expect(Quantity.fixed(7, 0) == "7")
    }

    @Test func `nouns follow their count`() {
        #expect(Quantity.counted(1, "event") == "1 event")
        #expect(Quantity.counted(0, "event") == "0 events")
    }
}
