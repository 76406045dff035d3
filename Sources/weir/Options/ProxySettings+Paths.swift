import ProxyEngine
import Sessions

/// Which proxies lead to upstreams.
extension ProxySettings {
    /// The option counts for everything; without it the environment says what it says to other programs.
    static func paths(_ options: ProxyOptions) throws -> UpstreamPaths {
        do throws(UpstreamProxyError) {
            if let text = options.upstreamProxy {
                return UpstreamPaths(through: try UpstreamProxy(parsing: text, source: "--upstream-proxy"))
            }
            return try UpstreamPaths(environment: ProcessEnvironment.variables(named: UpstreamPaths.variables))
        } catch {
            throw CommandFailure(ExitStatus.usage, error.message)
        }
    }
}
