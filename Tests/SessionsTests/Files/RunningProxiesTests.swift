import Sessions
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct RunningProxiesTests {
    private let folder = TemporaryFolder()

    private var proxies: RunningProxies { RunningProxies(environment: ["XDG_RUNTIME_DIR": folder.path]) }

    private func proxy(pid: Int32, started: Int64 = 5) -> RunningProxy {
        RunningProxy(
            pid: pid,
            listening: "127.0.0.1:9347",
            dashboard: "http://127.0.0.1:9348",
            capture: folder.file("a \"b\".weir.jsonl"),
            startedWallMicroseconds: started
        )
    }

    @Test func `a marker is found while its process lives`() throws {
        let own = proxy(pid: getpid())
        #expect(proxies.live() == [])
        try proxies.announce(own)
        #expect(folder.mode("weir/\(getpid()).json") == 0o600)
        #expect(proxies.live() == [own])
        proxies.withdraw(pid: getpid())
        #expect(proxies.live() == [])
    }

    @Test func `markers of the dead are ignored and removed, others sorted by age`() throws {
        // No system gives out the largest pid.
        try proxies.announce(proxy(pid: Int32.max))
        try proxies.announce(proxy(pid: getpid(), started: 1))
        try proxies.announce(proxy(pid: getppid(), started: 2))
        folder.write(Array("rubbish".utf8), to: "weir/1.json")
        #expect(proxies.live().map(\.pid) == [getppid(), getpid()])
        #expect(folder.mode("weir/\(Int32.max).json") == nil)
    }

    @Test func `the recorder of a file is found`() throws {
        folder.write([], to: "a \"b\".weir.jsonl")
        folder.write([], to: "other")
        try proxies.announce(proxy(pid: getpid()))
        #expect(proxies.recording(into: folder.file("a \"b\".weir.jsonl"))?.pid == getpid())
        #expect(proxies.recording(into: folder.file("other")) == nil)
        #expect(proxies.recording(into: folder.file("none")) == nil)
    }
}
