import Testing

@testable import CaptureFile

struct LineCursorTests {
    private func text(_ number: Int64) -> String {
        var memory = [UInt8](repeating: 0, count: 32)
        let count = memory.withUnsafeMutableBufferPointer { memory -> Int in
            guard let start = memory.baseAddress else { return 0 }
            var cursor = LineCursor(start)
            cursor.put(number)
            return start.distance(to: cursor.next)
        }
        return String(decoding: memory[..<count], as: UTF8.self)
    }

    @Test func `numbers of every length`() {
        var number: Int64 = 1
        for _ in 0..<18 {
            for near in [number - 1, number, number + 1, -number, number * 7 / 3] { #expect(text(near) == "\(near)") }
            number *= 10
        }
        for edge in [Int64.max, .min, 0, 99, 100, 101, 909, 1010] { #expect(text(edge) == "\(edge)") }
    }
}
