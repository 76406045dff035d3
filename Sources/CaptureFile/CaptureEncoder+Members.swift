import StreamCore

/// The pieces of a line that is not a body.
extension CaptureEncoder {
    mutating func begin(_ kind: StaticString, at time: MonotonicInstant, _ exchange: ULID? = nil) {
        JSONWriter.append(raw: "{\"k\":\"", to: &buffer)
        JSONWriter.append(raw: kind, to: &buffer)
        JSONWriter.append(raw: "\"", to: &buffer)
        member("seq", nextSequence)
        member("t", time)
        if let exchange { exchange.withBytes { text in memberText("x", text) } }
        nextSequence += 1
    }

    mutating func stamp(_ time: MonotonicInstant, _ connection: ConnectionID?) {
        let (quotient, remainder) = offset(of: time).quotientAndRemainder(dividingBy: 1000)
        member("ts", Int(wallMicroseconds + quotient - (remainder < 0 ? 1 : 0)))
        member("c", connection.map { Int(clamping: $0.rawValue) })
    }

    mutating func end(_ redactions: [RedactionEntry] = []) {
        if !redactions.isEmpty {
            name("red")
            for (place, entry) in redactions.enumerated() {
                buffer.append(UInt8(ascii: place == 0 ? "[" : ","))
                buffer.append(UInt8(ascii: "{"))
                member("p", entry.pointer)
                member("m", entry.method.rawValue)
                member("n", entry.length)
                close()
            }
            buffer.append(UInt8(ascii: "]"))
        }
        JSONWriter.append(raw: "}\n", to: &buffer)
    }

    mutating func open(_ key: StaticString) {
        name(key)
        buffer.append(UInt8(ascii: "{"))
    }

    mutating func close() {
        buffer.append(UInt8(ascii: "}"))
    }

    mutating func name(_ key: StaticString) {
        let isFirst = buffer.last == UInt8(ascii: "{")
        // One append instead of four: there are dozens of names in an exchange's lines.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: key.utf8CodeUnitCount + 4) { text in
            guard let start = text.baseAddress else { return }
            var cursor = LineCursor(start)
            cursor.put(isFirst ? "\"" : ",\"")
            cursor.put(key)
            cursor.put("\":")
            buffer.append(contentsOf: ByteView(start: start, count: cursor.next - start))
        }
    }

    mutating func memberText(_ key: StaticString, _ text: ByteView) {
        name(key)
        JSONWriter.append(string: text, to: &buffer)
    }

    mutating func member(_ key: StaticString, _ value: String?) {
        guard var value else { return }
        value.withUTF8 { memberText(key, $0) }
    }

    mutating func member(_ key: StaticString, _ value: Int?) {
        guard let value else { return }
        name(key)
        JSONWriter.append(value, to: &buffer)
    }

    mutating func member(_ key: StaticString, _ value: Bool) {
        name(key)
        JSONWriter.append(raw: value ? "true" : "false", to: &buffer)
    }

    mutating func member(_ key: StaticString, _ value: Nanoseconds?) {
        member(key, value.map { Int($0.count) })
    }

    mutating func member(_ key: StaticString, _ value: MonotonicInstant?) {
        member(key, value.map { Int(offset(of: $0)) })
    }

    mutating func member(_ key: StaticString, _ values: [Nanoseconds]) {
        name(key)
        for (place, value) in values.enumerated() {
            buffer.append(UInt8(ascii: place == 0 ? "[" : ","))
            JSONWriter.append(value.count, to: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
    }

    mutating func member(_ key: StaticString, _ fields: [HeaderField]) {
        name(key)
        buffer.append(UInt8(ascii: "["))
        for (place, field) in fields.enumerated() {
            JSONWriter.append(raw: place == 0 ? "[" : ",[", to: &buffer)
            JSONWriter.append(string: field.name, to: &buffer)
            buffer.append(UInt8(ascii: ","))
            JSONWriter.append(string: field.value, to: &buffer)
            buffer.append(UInt8(ascii: "]"))
        }
        buffer.append(UInt8(ascii: "]"))
    }

    /// Adds the line in ``scratch`` to the buffer.
    mutating func appendScratch(count: Int) {
        scratch.withUnsafeBufferPointer { line in
            buffer.append(contentsOf: ByteView(rebasing: line[..<count]))
        }
        nextSequence += 1
    }
}
