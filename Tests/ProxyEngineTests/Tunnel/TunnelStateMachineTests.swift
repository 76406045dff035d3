import Testing

@testable import ProxyEngine

@Suite struct TunnelStateMachineTests {
    @Test func `one direction may end before the other`() {
        var machine = Tunnel.StateMachine()
        let actions = [
            machine.inputEnded(.client), machine.inputEnded(.client), machine.inputEnded(.upstream),
            machine.closed(.client),
        ]
        #expect(actions == [.endOutput(.upstream), .ignore, .close(by: .client), .ignore])
        let isEnded = machine.ended()
        #expect(isEnded == false)
    }

    @Test func `a close ends both, and the first to end is named`() {
        var machine = Tunnel.StateMachine()
        let actions = [machine.closed(.upstream), machine.closed(.client)]
        #expect(actions == [.close(by: .upstream), .ignore])
        var half = Tunnel.StateMachine()
        let halves = [half.inputEnded(.upstream), half.closed(.client)]
        #expect(halves == [.endOutput(.client), .close(by: .upstream)])
    }

    @Test func `Weir ends it once`() {
        var machine = Tunnel.StateMachine()
        let ends = [machine.ended(), machine.ended()]
        #expect(ends == [true, false])
        let late = machine.inputEnded(.client)
        #expect(late == .ignore)
    }
}
