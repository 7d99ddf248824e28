/// Another program that a plan calls: arguments without a shell, and how long it may take.
package struct ProgramCall: Sendable, Equatable {
    /// Never empty; the first is the program. One with a slash counts from the job file, another is looked up in PATH.
    package let arguments: [TargetText]
    package let timeLimit: Duration

    package static let defaultTimeLimit: Duration = .seconds(30)

    package init(arguments: [TargetText], timeLimit: Duration = ProgramCall.defaultTimeLimit) {
        self.arguments = arguments
        self.timeLimit = timeLimit
    }

    package var text: String { arguments.map(\.text).joined(separator: " ") }
}
