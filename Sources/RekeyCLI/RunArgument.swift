import ArgumentParser
import Journal

/// The run that a command is about, for commands that need one.
struct RunArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The run's number or UUID, or latest.", valueName: "run"))
    var number: String

    @OptionGroup var latest: LatestOption

    /// - Throws: `ValidationError` if `--plan` has no effect.
    func reference() throws -> RunReference { try latest.reference(number) }
}
