internal import COpenSSL

/// The two ends of a connection's custom BIO: where OpenSSL reads ciphertext from and writes it to.
///
/// It reads straight from the memory that the caller lent for one call, and appends to one growing buffer or to
/// memory that the caller lent: BIO_s_mem would copy everything once more. Lives at a fixed address.
struct TransportBuffers {
    /// Ciphertext not yet read by OpenSSL.
    private(set) var input = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Owns the memory of `input` when the caller's loan is over.
    private var keptInput: UnsafeMutableRawPointer?
    private var output: UnsafeMutableRawBufferPointer
    private(set) var outputCount = 0
    /// Memory for output that the caller lent for one call; written as long as `output` is empty.
    private var loan = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var loanCount = 0
    /// The first byte that ever came, which tells TLS from other protocols.
    private(set) var firstByte: UInt8?

    /// An idle connection keeps no more than this for output.
    private static let idleOutputCapacity = 4096

    init() {
        output = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    func deallocate() {
        keptInput?.deallocate()
        output.deallocate()
    }

    /// Lends `bytes` until ``endInput()``; bytes kept from before come first.
    mutating func beginInput(_ bytes: UnsafeRawBufferPointer) {
        if firstByte == nil { firstByte = bytes.first }
        guard !input.isEmpty else {
            input = bytes
            return
        }
        let joined = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count + bytes.count, alignment: 1)
        joined.copyMemory(from: input)
        UnsafeMutableRawBufferPointer(rebasing: joined[input.count...]).copyMemory(from: bytes)
        keep(joined)
    }

    /// The loan is over: what OpenSSL has not read is copied.
    mutating func endInput() {
        guard !input.isEmpty else {
            keptInput?.deallocate()
            keptInput = nil
            input = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard keptInput == nil else { return }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
        copy.copyMemory(from: input)
        keep(copy)
    }

    private mutating func keep(_ bytes: UnsafeMutableRawBufferPointer) {
        keptInput?.deallocate()
        keptInput = bytes.baseAddress
        input = UnsafeRawBufferPointer(bytes)
    }

    /// Gives OpenSSL up to `count` bytes; 0 when there are none.
    mutating func read(into destination: UnsafeMutableRawPointer, _ count: Int) -> Int {
        let taken = min(count, input.count)
        guard taken > 0, let start = input.baseAddress else { return 0 }
        destination.copyMemory(from: start, byteCount: taken)
        input = UnsafeRawBufferPointer(rebasing: input[taken...])
        return taken
    }

    /// Takes ciphertext from OpenSSL: always all of it.
    mutating func write(_ bytes: UnsafeRawBufferPointer) {
        if outputCount == 0, loan.count - loanCount >= bytes.count {
            UnsafeMutableRawBufferPointer(rebasing: loan[loanCount...]).copyMemory(from: bytes)
            loanCount += bytes.count
            return
        }
        reserveOutput(outputCount + bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: output[outputCount...]).copyMemory(from: bytes)
        outputCount += bytes.count
    }

    mutating func beginLoan(_ memory: UnsafeMutableRawBufferPointer) {
        loan = memory
        loanCount = 0
    }

    /// Ends the loan and tells how many bytes of it were written.
    mutating func endLoan() -> Int {
        defer { beginLoan(UnsafeMutableRawBufferPointer(start: nil, count: 0)) }
        return loanCount
    }

    var pendingOutput: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: output[..<outputCount])
    }

    /// Forgets the output; a large buffer is freed, as thousands of connections may idle.
    mutating func clearOutput() {
        outputCount = 0
        guard output.count > Self.idleOutputCapacity else { return }
        output.deallocate()
        output = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    private mutating func reserveOutput(_ needed: Int) {
        guard needed > output.count else { return }
        let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: max(needed, output.count * 2, 512), alignment: 1)
        grown.copyMemory(from: pendingOutput)
        output.deallocate()
        output = grown
    }
}
