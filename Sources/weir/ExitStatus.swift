import ArgumentParser
import Sessions

/// A command's failure: one line on stderr and the documented exit status.
struct CommandFailure: Error, Equatable {
    var status: Int32
    /// Nil when everything was said already.
    var message: String?

    init(_ status: Int32, _ message: String? = nil) {
        self.status = status
        self.message = message
    }

    init(_ error: CaptureFileError) {
        self.init(error.exitStatus, error.description)
    }
}

/// The exit statuses of the command line (sysexits.h where it has a name for it).
enum ExitStatus {
    static let checkFailed: Int32 = 1
    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let noInput: Int32 = 66
    static let unavailable: Int32 = 69
    static let cannotCreate: Int32 = 73
    static let inputOutput: Int32 = 74
    static let interrupted: Int32 = 130

    /// Ends the process as the error asks: help on stdout, failures as one line on stderr.
    static func exit(with error: any Error) -> Never {
        switch error {
        case let failure as CommandFailure:
            if let message = failure.message { Console.complain(message) }
            Console.exit(failure.status)
        case let failure as CaptureFileError:
            Console.complain(failure.description)
            Console.exit(failure.exitStatus)
        default:
            let status = WeirCommand.exitCode(for: error)
            guard !status.isSuccess else { WeirCommand.exit(withError: error) }
            Console.complain("\(WeirCommand.message(for: error)) (see `weir --help`)")
            Console.exit(status == .validationFailure ? usage : status.rawValue)
        }
    }
}
