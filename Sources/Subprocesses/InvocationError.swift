import Secrets

/// Why a program could not be called to its end. No case carries its output.
package enum InvocationError: Error, Sendable, CustomStringConvertible {
    case notFound(program: String)
    case notStarted(program: String, reason: String)
    case timedOut(program: String, after: Duration)
    case tooMuchOutput(program: String)

    package var description: String {
        switch self {
        case .notFound(let program): "\(program) is not there or is no program; check its path and permissions"
        case .notStarted(let program, let reason): "\(program) could not be started (\(reason)); check it"
        case .timedOut(let program, let limit):
            "\(program) did not end within \(limit.components.seconds) s; make it quicker or raise its timeout"
        case .tooMuchOutput(let program): "\(program) wrote over 1 MiB; make it write less"
        }
    }
}

extension InvocationError: OwnText {
    package var ownText: String { description }
}
