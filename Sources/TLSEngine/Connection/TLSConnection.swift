internal import COpenSSL

/// Where the handshake stands.
package enum TLSHandshakeStatus: Hashable, Sendable {
    /// Send the output, then feed what the peer answers.
    case needsInput
    case complete
    /// Send the output (it may hold an alert for the peer), then close.
    case failed(TLSError)
}

/// What one read gave.
package enum TLSReadResult: Hashable, Sendable {
    case bytes(Int)
    /// Nothing more until the peer sends more.
    case needsInput
    /// The peer said close_notify: nothing follows.
    case closed
    /// The transport ended without close_notify: bytes may be missing.
    case truncated
    case failed(TLSError)
}

/// One TLS connection over bytes; it does no I/O and belongs to one thread.
///
/// Feed ciphertext with `receive`, call ``handshake()`` until it is complete, then ``read(into:)`` until it wants more
/// input. After each call, ``takeOutput(_:)`` holds what must be sent. Bytes of a peer never crash it.
package final class TLSConnection {
    private enum State: Equatable {
        /// Next is `open` or `failed`.
        case handshaking
        /// Next is `closed` or `failed`.
        case open
        /// The peer sent close_notify; writing still works.
        case closed
        case failed(TLSError)
    }

    enum Role {
        case client(TLSClientContext, sessionKey: String?)
        case server(TLSServerContext)
    }

    let ssl: OpaquePointer
    private let buffers: UnsafeMutablePointer<TransportBuffers>
    let role: Role
    /// What a client connects to.
    let host: HostName?
    /// What a server is called when the client does not say.
    let fallbackName: String?
    private var state = State.handshaking
    /// Found by a callback; tells more than the error that OpenSSL makes of it.
    var cause: TLSError?
    /// The certificate that did not pass: OpenSSL forgets it.
    var refusedCertificate: CertificateFacts?
    /// The server wants a certificate, and there is none to show.
    package internal(set) var wasAskedForCertificate = false
    private var inputEnded = false
    private var sentCloseNotify = false
    /// ALPN names, best first.
    let applicationProtocols: [String]

    /// A client connection.
    ///
    /// - Parameters:
    ///   - context: shared by connections of the same trust.
    ///   - host: the name or IP address that the certificate must be for; nil checks the chain only.
    ///   - port: tells apart the servers of one host, for resumption.
    ///   - applicationProtocols: what ALPN offers instead of the context's list.
    package init(
        client context: TLSClientContext,
        host: String?,
        port: Int = 443,
        applicationProtocols: [String]? = nil
    ) {
        let offered = applicationProtocols ?? context.options.applicationProtocols
        // Servers tie a session to what was spoken in it.
        role = .client(context, sessionKey: host.map { "\($0):\(port) \(offered.joined(separator: ","))" })
        self.host = host.map { HostName($0) }
        fallbackName = nil
        self.applicationProtocols = offered
        (ssl, buffers) = Self.make(context.pointer)
        ConnectionCallbacks.attach(self, to: ssl)
        SSL_set_connect_state(ssl)
        prepareClient(context)
    }

    /// A server connection; it may be made long after the client's first bytes came, which are fed to it then.
    ///
    /// - Parameters:
    ///   - context: shared by connections of the same certificates.
    ///   - fallbackName: the host that a client without SNI means (from its CONNECT).
    ///   - applicationProtocols: what ALPN accepts instead of the context's list, best first; an empty list
    ///     leaves ALPN unanswered.
    package init(server context: TLSServerContext, fallbackName: String? = nil, applicationProtocols: [String]? = nil) {
        role = .server(context)
        host = nil
        self.fallbackName = fallbackName
        self.applicationProtocols = applicationProtocols ?? context.options.applicationProtocols
        (ssl, buffers) = Self.make(context.pointer)
        ConnectionCallbacks.attach(self, to: ssl)
        SSL_set_accept_state(ssl)
    }

    deinit {
        // OpenSSL takes a session for broken, and refuses to resume it, when its connection was not shut down.
        if case .failed = state {} else { SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN) }
        SSL_free(ssl)
        buffers.pointee.deallocate()
        buffers.deinitialize(count: 1)
        buffers.deallocate()
    }

    private static func make(_ context: OpaquePointer) -> (OpaquePointer, UnsafeMutablePointer<TransportBuffers>) {
        ERR_clear_error()
        let buffers = UnsafeMutablePointer<TransportBuffers>.allocate(capacity: 1)
        buffers.initialize(to: TransportBuffers())
        guard let ssl = SSL_new(context), let bio = TransportBIO.make(buffers) else {
            preconditionFailure("no memory for a TLS connection: \(OpenSSLErrors.drain().text)")
        }
        // Takes the one reference for both directions.
        SSL_set_bio(ssl, bio, bio)
        return (ssl, buffers)
    }

    private func prepareClient(_ context: TLSClientContext) {
        let protocols = ApplicationProtocols.encode(applicationProtocols)
        if !protocols.isEmpty { SSL_set_alpn_protos(ssl, protocols, UInt32(protocols.count)) }
        if let host, !host.apply(to: ssl) { fail(.other("`\(host.text)` cannot be a host name")) }
        guard case .client(_, let key?) = role, let session = context.sessions.take(for: key) else { return }
        SSL_set_session(ssl, session.pointer)
    }

    /// Feeds ciphertext that `body` may read without a copy; what it leaves is kept for later calls.
    package func receive<Result>(_ ciphertext: UnsafeRawBufferPointer, _ body: () throws -> Result) rethrows -> Result {
        buffers.pointee.beginInput(ciphertext)
        defer { buffers.pointee.endInput() }
        return try body()
    }

    /// Feeds ciphertext and keeps a copy until it is read.
    package func receive(_ ciphertext: UnsafeRawBufferPointer) {
        receive(ciphertext) {}
    }

    /// The transport has ended: no ciphertext will follow.
    ///
    /// Sending may go on.
    package func receiveEnd() {
        inputEnded = true
    }

    /// Carries the handshake on as far as the input goes.
    package func handshake() -> TLSHandshakeStatus {
        switch state {
        case .handshaking: break
        case .open, .closed: return .complete
        case .failed(let error): return .failed(error)
        }
        ERR_clear_error()
        let code = SSL_do_handshake(ssl)
        if code == 1 {
            state = .open
            return .complete
        }
        guard SSL_get_error(ssl, code) == SSL_ERROR_WANT_READ else { return .failed(fail(handshakeError())) }
        return inputEnded ? .failed(fail(.closedDuringHandshake)) : .needsInput
    }

    /// Decrypts into `destination`, which must not be empty; 16 KiB hold any record.
    ///
    /// Call until no bytes come.
    package func read(into destination: UnsafeMutableRawBufferPointer) -> TLSReadResult {
        precondition(!destination.isEmpty, "no room to read into")
        switch state {
        case .handshaking: return .needsInput
        case .open: break
        case .closed: return .closed
        case .failed(let error): return .failed(error)
        }
        ERR_clear_error()
        var count = 0
        let code = SSL_read_ex(ssl, destination.baseAddress, destination.count, &count)
        if code == 1 { return .bytes(count) }
        switch SSL_get_error(ssl, code) {
        case SSL_ERROR_WANT_READ: return inputEnded ? .truncated : .needsInput
        case SSL_ERROR_ZERO_RETURN:
            state = .closed
            return .closed
        default: return .failed(fail(.fromQueue(duringHandshake: false)))
        }
    }

    /// Encrypts all of `plaintext` into the output; the handshake must be complete.
    ///
    /// - Returns: the error if there is one.
    package func write(_ plaintext: UnsafeRawBufferPointer) -> TLSError? {
        switch state {
        case .handshaking: preconditionFailure("written before the handshake was complete")
        case .failed(let error): return error
        case .open, .closed: break
        }
        var rest = plaintext
        while !rest.isEmpty {
            ERR_clear_error()
            var count = 0
            guard SSL_write_ex(ssl, rest.baseAddress, rest.count, &count) == 1 else {
                return fail(sentCloseNotify ? .other("written after shutdown") : .fromQueue(duringHandshake: false))
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return nil
    }

    /// Encrypts into memory that the caller lends; ``maximumCiphertextCount(for:)`` bytes hold all.
    ///
    /// What does not fit, or follows output not yet taken, goes to the output as usual.
    ///
    /// - Returns: how many bytes of `memory` to send first, and the error if there is one.
    package func write(
        _ plaintext: UnsafeRawBufferPointer,
        into memory: UnsafeMutableRawBufferPointer
    ) -> (count: Int, error: TLSError?) {
        buffers.pointee.beginLoan(memory)
        let error = write(plaintext)
        return (buffers.pointee.endLoan(), error)
    }

    /// Room that the ciphertext of so many bytes may need.
    package static func maximumCiphertextCount(for count: Int) -> Int {
        // Each record of 16 KiB has a header of 5 bytes and at most 80 of nonce, padding and authentication code.
        count + (count / 16_384 + 1) * 85
    }

    /// Says close_notify to the peer: nothing more will be written.
    ///
    /// Reading may go on.
    package func shutdown() {
        guard state == .open || state == .closed, !sentCloseNotify else { return }
        sentCloseNotify = true
        ERR_clear_error()
        SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// Ciphertext bytes that wait to be sent.
    package var outputCount: Int { buffers.pointee.outputCount }

    /// Hands over the ciphertext to send, valid inside the closure only; nothing is kept.
    ///
    /// The closure must not use the connection.
    package func takeOutput(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        defer { buffers.pointee.clearOutput() }
        try body(buffers.pointee.pendingOutput)
    }

    package var receivedCloseNotify: Bool { SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0 }

    /// What the handshake agreed on, once it is complete.
    package var facts: TLSFacts? {
        state == .handshaking ? nil : TLSFacts(ssl: ssl)
    }

    /// The peer's certificate, also one that was refused; nil when it showed none.
    package var peerCertificate: CertificateFacts? {
        refusedCertificate ?? SSL_get0_peer_certificate(ssl).map { CertificateFacts($0) }
    }

    @discardableResult
    private func fail(_ error: TLSError) -> TLSError {
        state = .failed(error)
        return error
    }

    private func handshakeError() -> TLSError {
        let error = TLSError.fromQueue(duringHandshake: true)
        if let cause { return cause }
        // A first byte that begins no TLS record (RFC 8446 section 5.1: 20 to 24) is some other protocol.
        if let first = buffers.pointee.firstByte, !(20...24).contains(first) { return .notTLS }
        return error
    }
}
