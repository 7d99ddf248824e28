/// A program that a plan calls: its arguments, without a shell, and its time limit.
package struct ProgramCall: Sendable, Equatable {
    /// Never empty; the first is the program. A path with a slash is relative to the job file; a name is looked up in
    /// PATH.
    package let arguments: [TargetText]
    package let timeLimit: Duration

    package static let defaultTimeLimit: Duration = .seconds(30)

    package init(arguments: [TargetText], timeLimit: Duration = ProgramCall.defaultTimeLimit) {
        self.arguments = arguments
        self.timeLimit = timeLimit
    }

    package var text: String { arguments.map(\.text).joined(separator: " ") }
}
