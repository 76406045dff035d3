import Filters
import StreamCore

/// A live exchange as far as rules may ask about it before its records are written: its request.
struct RequestSubject: FilterSubject {
    let request: RequestHead
    var body: [UInt8] = []
    var response: ResponseHead?
    var dialect: String?
    var model: String?

    init(_ request: RequestHead) {
        self.request = request
    }

    func value(of field: FilterField) -> FilterValue {
        switch field {
        case .requestHeader(let name): Self.text(request.headers.first(named: name))
        case .responseHeader(let name): Self.text(response?.headers.first(named: name))
        case .named(let name): value(of: name)
        }
    }

    private func value(of name: FilterField.Name) -> FilterValue {
        switch name {
        case .url: .text(request.url)
        case .host: Self.text(request.host)
        case .path: .text(request.path)
        case .method: .text(request.method)
        case .route: Self.text(request.route)
        case .requestBody: .text(String(decoding: body, as: UTF8.self))
        case .status: response.map { .number(Double($0.status)) } ?? .null
        case .dialect: Self.text(dialect)
        case .model: Self.text(model)
        default: .null
        }
    }

    private static func text(_ value: String?) -> FilterValue {
        value.map { .text($0) } ?? .null
    }
}
