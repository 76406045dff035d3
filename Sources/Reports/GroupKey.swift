internal import StreamCore

/// What `--group-by` groups exchanges by.
package enum GroupKey: Hashable, Sendable {
    case model, host, route, dialect, path, state
    /// Another label of the samples.
    case label(String)

    package init(_ text: String) {
        switch text {
        case "model": self = .model
        case "host": self = .host
        case "route": self = .route
        case "dialect": self = .dialect
        case "path": self = .path
        case "state": self = .state
        default: self = .label(text)
        }
    }

    /// The key in the JSON output.
    package var name: String {
        switch self {
        case .model: "model"
        case .host: "host"
        case .route: "route"
        case .dialect: "dialect"
        case .path: "path"
        case .state: "state"
        case .label(let name): name
        }
    }

    /// The exchange's value, nil when it is unknown.
    package func value(of sample: ReportSample) -> String? {
        switch self {
        case .model: sample.model
        case .host: sample.host
        case .route: sample.route
        case .dialect: sample.dialect
        case .path: sample.path
        case .state: sample.state.rawValue
        case .label(let name): sample.labels[name]
        }
    }
}
