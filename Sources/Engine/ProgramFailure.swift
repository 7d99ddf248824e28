import Secrets

/// A program of the plan's that ended with an error.
struct ProgramFailure: OwnText {
    /// As the plan names it.
    let program: String
    /// `exit code 3`, or the signal that ended it.
    let failure: String

    var ownText: String { "\(program) ended with \(failure)" }

    /// With the end of what the program wrote on standard error.
    /// - Parameter hiding: what must not appear in it; asked for when it wrote something.
    func text(errors: [UInt8], hiding: @Sendable () async -> Scrubber) async -> PublicText {
        let ended = PublicText(self)
        if errors.isEmpty { return ended }
        let words = PublicText(endOf: errors, hiding: await hiding())
        return words.isEmpty ? ended : "\(ended): \(words)"
    }
}
