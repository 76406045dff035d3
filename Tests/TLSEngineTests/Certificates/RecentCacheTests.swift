import Testing

@testable import TLSEngine

@Suite struct RecentCacheTests {
    @Test func `it holds no more than its limit and what was used last`() {
        var cache = RecentCache<Int, String>(limit: 10)
        for key in 0..<1000 {
            cache.insert("\(key)", for: key)
            #expect(cache.count <= 10)
            for recent in max(0, key - 4)...key { #expect(cache.value(for: recent) == "\(recent)") }
        }
        #expect(cache.value(for: 0) == nil)
    }

    @Test func `what is used again and again stays`() {
        var cache = RecentCache<Int, Int>(limit: 10)
        cache.insert(-1, for: -1)
        for key in 0..<1000 {
            cache.insert(key, for: key)
            #expect(cache.value(for: -1) == -1)
        }
    }

    @Test func `a value is replaced`() {
        var cache = RecentCache<Int, Int>(limit: 4)
        for value in 0..<20 { cache.insert(value, for: 1) }
        #expect(cache.value(for: 1) == 19)
        #expect(cache.count == 1)
    }
}
