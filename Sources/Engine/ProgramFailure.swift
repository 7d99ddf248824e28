import Secrecy

/// A program of the plan's that ended with an error.
struct ProgramFailure: OwnText {
    /// As the plan names it.
    let program: String
    /// `exit code 3`, or the signal that ended it.
    let failure: String

    var ownText: String { "\(program) ended with \(failure)" }
}
