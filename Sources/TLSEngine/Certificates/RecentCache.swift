/// Keeps what was used lately: at most `limit` values, among them always the `limit / 2` that were used last.
///
/// Two generations make forgetting cost nothing, where a list in order of use would be sorted at each look.
struct RecentCache<Key: Hashable, Value> {
    private var recent: [Key: Value] = [:]
    private var older: [Key: Value] = [:]
    private let half: Int

    init(limit: Int) {
        half = max(limit / 2, 1)
    }

    var count: Int { recent.count + older.count }

    mutating func value(for key: Key) -> Value? {
        if let value = recent[key] { return value }
        guard let value = older[key] else { return nil }
        insert(value, for: key)
        return value
    }

    mutating func insert(_ value: Value, for key: Key) {
        if recent[key] == nil, recent.count >= half {
            older = recent
            recent = [:]
        }
        older[key] = nil
        recent[key] = value
    }
}
