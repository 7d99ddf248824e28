import Secrets

/// Why a program could not be run to its end. No case contains its output.
package enum InvocationError: Error, Sendable, CustomStringConvertible {
    case notFound(program: String)
    case notStarted(program: String, reason: String)
    case timedOut(program: String, after: Duration)
    case tooMuchOutput(program: String)

    package var description: String {
        switch self {
        case .notFound(let program): "\(program) does not exist or is not executable; check its path and permissions"
        case .notStarted(let program, let reason): "\(program) could not be started (\(reason)); check it"
        case .timedOut(let program, let limit):
            "\(program) did not end within \(limit.components.seconds) s; make it faster or raise its timeout"
        case .tooMuchOutput(let program): "\(program) wrote over 1 MiB to standard output; make it write less"
        }
    }
}

extension InvocationError: OwnText {
    package var ownText: String { description }
}
