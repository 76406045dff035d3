import StreamCore
import Testing

struct CRC32Tests {
    @Test(arguments: [("", 0), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926)] as [(String, UInt32)])
    func `agrees with zlib`(text: String, expected: UInt32) {
        #expect(CRC32.checksum(Array(text.utf8)) == expected)
    }

    @Test func `pieces of any length give the sum of the whole`() {
        let bytes = (0..<100).map { UInt8($0 &* 37 & 0xFF) }
        let whole = CRC32.checksum(bytes)
        for cut in 0...bytes.count {
            var sum = CRC32()
            for piece in [Array(bytes[..<cut]), Array(bytes[cut...])] {
                piece.withUnsafeBufferPointer { sum.update($0) }
            }
            #expect(sum.value == whole)
        }
    }
}
