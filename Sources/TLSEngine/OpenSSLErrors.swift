internal import COpenSSL

/// The errors that OpenSSL queued on this thread, oldest first.
struct OpenSSLErrors {
    /// The oldest error's library and reason: mostly the cause of the others.
    private(set) var library: Int32 = 0
    private(set) var reason: Int32 = 0
    private(set) var text = ""

    /// Takes all errors from the queue.
    static func drain() -> Self {
        var errors = Self()
        while true {
            var data: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = ERR_get_error_all(nil, nil, nil, &data, &flags)
            guard code != 0 else { return errors }
            guard errors.text.isEmpty else { continue }
            errors.library = ERR_GET_LIB(code)
            errors.reason = ERR_GET_REASON(code)
            errors.text = describe(code)
            // The operating system's reason says enough; its data is the name of a C function.
            guard errors.library != ERR_LIB_SYS, flags & ERR_TXT_STRING != 0, let data else { continue }
            let detail = String(cString: data)
            if !detail.isEmpty { errors.text += " (\(detail))" }
        }
    }

    /// OpenSSL writes `error:CODE:library:function:reason`; only the reason is for people.
    private static func describe(_ code: UInt) -> String {
        let line = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            ERR_error_string_n(code, buffer.baseAddress, buffer.count)
            return buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        return line.split(separator: ":").last.map(String.init) ?? line
    }
}
