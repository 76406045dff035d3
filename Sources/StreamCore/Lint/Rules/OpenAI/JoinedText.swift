/// A text that came in pieces, remembered by its length and a hash: two of them are equal where their texts are.
struct JoinedText: Equatable, Sendable {
    private(set) var count = 0
    private var hash = FNV1a()

    init() {}

    init(_ whole: ByteView) {
        append(whole)
    }

    mutating func append(_ piece: ByteView) {
        count += piece.count
        hash.combine(piece)
    }
}

/// The hash FNV-1a with 64 bits: it needs no more than a number for a text of any length.
struct FNV1a: Equatable, Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func combine(_ bytes: ByteView) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    mutating func combine(_ number: UInt64) {
        value = (value ^ number) &* 0x100_0000_01B3
    }
}

extension JSONView {
    /// A number that is the same for equal values, whatever the order of members; nulls and absent members are equal.
    func fingerprint(ignoring isIgnored: (ByteView) -> Bool) -> UInt64 {
        var hash = FNV1a()
        hash.combine(UInt64(isNumber ? Kind.double.rawValue : kind.rawValue))
        switch kind {
        case .object:
            var sum: UInt64 = 0
            forEachMember { key, value in
                guard !value.isNull, !isIgnored(key) else { return }
                var member = FNV1a()
                member.combine(key)
                member.combine(value.fingerprint(ignoring: isIgnored))
                sum &+= member.value
            }
            hash.combine(sum)
        case .array: forEachElement { hash.combine($0.fingerprint(ignoring: isIgnored)) }
        case .string: if let bytes { hash.combine(bytes) }
        case .int, .uint, .double: hash.combine((double ?? 0).bitPattern)
        case .true, .false, .null: break
        }
        return hash.value
    }

    private var isNumber: Bool { double != nil }
}
