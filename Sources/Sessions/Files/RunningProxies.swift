#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import StreamCore

/// A proxy that runs now, as it told others.
package struct RunningProxy: Hashable, Sendable {
    package var pid: Int32
    /// `127.0.0.1:9347`.
    package var listening: String
    /// The URL of its dashboard.
    package var dashboard: String?
    /// The file that it records into.
    package var capture: String?
    package var startedWallMicroseconds: Int64

    package init(
        pid: Int32,
        listening: String,
        dashboard: String? = nil,
        capture: String? = nil,
        startedWallMicroseconds: Int64
    ) {
        self.pid = pid
        self.listening = listening
        self.dashboard = dashboard
        self.capture = capture
        self.startedWallMicroseconds = startedWallMicroseconds
    }
}

/// The markers by which commands find running proxies: `PID.json` in a folder of the user.
package struct RunningProxies: Sendable {
    private let folder: String

    /// - Parameter environment: `XDG_RUNTIME_DIR` names the folder's place, else the temporary folder does.
    package init(environment: [String: String] = ProcessEnvironment.variables) {
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            folder = runtime + "/weir"
        } else {
            let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
            // The temporary folder is shared: each user has a folder of their own in it.
            folder = (temporary.hasSuffix("/") ? String(temporary.dropLast()) : temporary) + "/weir-\(getuid())"
        }
    }

    /// Writes the marker of this process, or replaces it.
    package func announce(_ proxy: RunningProxy) throws(CaptureFileError) {
        let path = path(of: proxy.pid)
        let folderCode = Folder.make(folder)
        guard folderCode == 0 else { throw .cannotCreate(path: path, code: folderCode) }
        let file = try OpenFile(path + ".new", O_WRONLY | O_CREAT | O_TRUNC) { .cannotCreate(path: path, code: $0) }
        var text: [UInt8] = []
        Self.value(of: proxy).append(to: &text)
        text.append(0x0A)
        let code = text.withUnsafeBytes { file.write($0) }.code
        guard code == 0, rename(path + ".new", path) == 0 else {
            throw .cannotWrite(path: path, code: code == 0 ? errno : code)
        }
    }

    /// Removes the marker of a process.
    package func withdraw(pid: Int32) {
        unlink(path(of: pid))
    }

    /// The proxies that run, latest first; markers of processes that are gone are removed.
    package func live() -> [RunningProxy] {
        Folder.names(in: folder)
            .compactMap { name -> RunningProxy? in
                guard name.hasSuffix(".json"), let pid = Int32(name.dropLast(5)) else { return nil }
                guard kill(pid, 0) == 0 || errno == EPERM else {
                    withdraw(pid: pid)
                    return nil
                }
                return read(path(of: pid))
            }
            .sorted { $0.startedWallMicroseconds > $1.startedWallMicroseconds }
    }

    /// The proxy that records into that file.
    package func recording(into path: String) -> RunningProxy? {
        guard let identity = FileIdentity(path: path) else { return nil }
        return live().first { proxy in proxy.capture.flatMap { FileIdentity(path: $0) } == identity }
    }

    private func path(of pid: Int32) -> String { "\(folder)/\(pid).json" }

    private func read(_ path: String) -> RunningProxy? {
        guard let file = try? OpenFile(path, O_RDONLY | O_NOFOLLOW, failure: { .cannotRead(path: path, code: $0) })
        else { return nil }
        var status = stat()
        guard fstat(file.descriptor, &status) == 0, status.st_uid == getuid() else { return nil }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        guard case .done(let count) = bytes.withUnsafeMutableBytes({ file.read(into: $0) }) else { return nil }
        let parser = JSONParser()
        return bytes.withUnsafeBufferPointer { Self.proxy(parser.view(of: ByteView(rebasing: $0[..<count]))) }
    }

    private static func value(of proxy: RunningProxy) -> JSONValue {
        [
            "pid": JSONValue(Int(proxy.pid)),
            "listening": .string(proxy.listening),
            "ui": JSONValue(proxy.dashboard),
            "capture": JSONValue(proxy.capture),
            "started_us": JSONValue(proxy.startedWallMicroseconds),
        ]
    }

    private static func proxy(_ view: JSONView?) -> RunningProxy? {
        guard let view, let pid = view["pid"]?.int.flatMap({ Int32(exactly: $0) }),
            let listening = view["listening"]?.string
        else { return nil }
        return RunningProxy(
            pid: pid,
            listening: listening,
            dashboard: view["ui"]?.string,
            capture: view["capture"]?.string,
            startedWallMicroseconds: Int64(view["started_us"]?.int ?? 0)
        )
    }
}
