internal import COpenSSL

/// The custom BIO that joins OpenSSL with ``TransportBuffers``.
enum TransportBIO {
    // SAFETY: made once, then only read, as OpenSSL intends for methods.
    private nonisolated(unsafe) static let method: OpaquePointer? = {
        let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "weir transport")
        BIO_meth_set_read(method, read)
        BIO_meth_set_write(method, write)
        BIO_meth_set_ctrl(method, control)
        return method
    }()

    /// The caller keeps `buffers` alive as long as the BIO.
    static func make(_ buffers: UnsafeMutablePointer<TransportBuffers>) -> OpaquePointer? {
        let bio = BIO_new(method)
        BIO_set_data(bio, buffers)
        BIO_set_init(bio, 1)
        return bio
    }

    private static let read: @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
        bio,
        destination,
        count in
        guard let buffers = TransportBIO.buffers(of: bio), let destination, count > 0 else { return -1 }
        let taken = buffers.pointee.read(into: destination, Int(count))
        BIO_clear_flags(bio, retryFlags)
        guard taken == 0 else { return Int32(taken) }
        BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        return -1
    }

    private static let write: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
        bio,
        source,
        count in
        guard let buffers = TransportBIO.buffers(of: bio), let source, count > 0 else { return -1 }
        BIO_clear_flags(bio, retryFlags)
        buffers.pointee.write(UnsafeRawBufferPointer(start: source, count: Int(count)))
        return count
    }

    private static let control: @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
        _,
        command,
        _,
        _ in
        command == BIO_CTRL_FLUSH ? 1 : 0
    }

    private static let retryFlags =
        BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY

    private static func buffers(of bio: OpaquePointer?) -> UnsafeMutablePointer<TransportBuffers>? {
        BIO_get_data(bio)?.assumingMemoryBound(to: TransportBuffers.self)
    }
}
