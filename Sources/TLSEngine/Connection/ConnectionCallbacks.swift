internal import COpenSSL

/// The C functions that OpenSSL calls in the course of a connection; each finds its ``TLSConnection`` and asks it.
enum ConnectionCallbacks {
    /// Ties a connection to its SSL; the connection outlives the SSL.
    static func attach(_ connection: TLSConnection, to ssl: OpaquePointer) {
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(connection).toOpaque())
    }

    private static func connection(of ssl: OpaquePointer?) -> TLSConnection? {
        guard let ssl, let pointer = SSL_get_ex_data(ssl, 0) else { return nil }
        return Unmanaged<TLSConnection>.fromOpaque(pointer).takeUnretainedValue()
    }

    static let verify: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isFine, store in
        guard isFine == 0, let store else { return isFine }
        let ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()).map { OpaquePointer($0) }
        connection(of: ssl)?.verificationFailed(store)
        return 0
    }

    /// Answers 0: there is none to show.
    static let clientCertificate:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<OpaquePointer?>?
        ) -> Int32 = { ssl, _, _ in
            connection(of: ssl)?.askedForCertificate()
            return 0
        }

    /// Answers 1 to keep the reference to the session.
    static let newSession: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32 = { ssl, session in
        guard let session, let connection = connection(of: ssl) else { return 0 }
        return connection.keep(session) ? 1 : 0
    }

    static let keyLog: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?) -> Void = { ssl, line in
        guard let line else { return }
        connection(of: ssl)?.logKey(String(cString: line))
    }

    /// Called before sessions are looked up: the name decides which may be resumed.
    static let clientHello:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?) -> Int32 = {
            ssl,
            alert,
            _ in
            if connection(of: ssl)?.clientHelloArrived() == true { return SSL_CLIENT_HELLO_SUCCESS }
            alert?.pointee = SSL_AD_UNRECOGNIZED_NAME
            return SSL_CLIENT_HELLO_ERROR
        }

    /// Answers 1 to go on, 0 to refuse the client.
    static let selectIdentity: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = { ssl, _ in
        connection(of: ssl)?.selectIdentity() ?? false ? 1 : 0
    }

    static let selectProtocol:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> Int32 = { ssl, chosen, chosenCount, offered, offeredCount, _ in
            let offered = UnsafeBufferPointer(start: offered, count: Int(offeredCount))
            guard let ours = connection(of: ssl)?.applicationProtocols, !ours.isEmpty else {
                return SSL_TLSEXT_ERR_NOACK
            }
            // RFC 7301 section 3.2: no protocol in common ends the handshake.
            guard let range = ApplicationProtocols.select(ours, from: offered) else {
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }
            // It must outlive this call: the client's list does.
            chosen?.pointee = offered.baseAddress.map { $0 + range.lowerBound }
            chosenCount?.pointee = UInt8(range.count)
            return SSL_TLSEXT_ERR_OK
        }
}
