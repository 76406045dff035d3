#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The environment variables that decide where Weir's files are.
package enum ProcessEnvironment {
    private static let names = ["WEIR_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "TMPDIR", "HOME"]

    /// Those that are set, without empty ones.
    package static var variables: [String: String] { variables(named: names) }

    /// Those of other names that are set, without empty ones.
    package static func variables(named names: [String]) -> [String: String] {
        var variables: [String: String] = [:]
        for name in names {
            guard let value = getenv(name), value.pointee != 0 else { continue }
            variables[name] = String(cString: value)
        }
        return variables
    }
}
