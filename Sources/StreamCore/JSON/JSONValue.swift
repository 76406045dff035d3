/// A JSON value that is kept: rebuilt messages, request bodies, reports.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    /// Only for whole numbers beyond `Int64`.
    case uint(UInt64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    package init(_ value: Int?) { self = value.map { .int(Int64($0)) } ?? .null }
    package init(_ value: Int64?) { self = value.map { .int($0) } ?? .null }
    package init(_ value: Double?) { self = value.map { .double($0) } ?? .null }
    package init(_ value: String?) { self = value.map { .string($0) } ?? .null }
    package init(_ value: Bool?) { self = value.map { .bool($0) } ?? .null }

    package var isNull: Bool { self == .null }

    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var intValue: Int? {
        switch self {
        case .int(let value): Int(value)
        case .uint(let value): Int(exactly: value)
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    package var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    package var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// A member of an object; reading another kind gives nil, writing replaces it with an object.
    package subscript(name: String) -> JSONValue? {
        get { objectValue?[name] }
        set {
            var object = objectValue ?? JSONObject()
            self = .null  // Leaves `object` the only owner, so that writing does not copy.
            object[name] = newValue
            self = .object(object)
        }
        _modify {
            var object = objectValue ?? JSONObject()
            self = .null  // As above.
            defer { self = .object(object) }
            yield &object[name]
        }
    }

    /// As ``JSONObject/subscript(_:default:)``; another kind of value is replaced with an object.
    package subscript(name: String, default standIn: @autoclosure () -> JSONValue) -> JSONValue {
        get { self[name] ?? standIn() }
        _modify {
            var object = objectValue ?? JSONObject()
            self = .null  // As above.
            defer { self = .object(object) }
            yield &object[name, default: standIn()]
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, ExpressibleByFloatLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
}
