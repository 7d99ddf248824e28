import ArgumentParser
import Journal

struct AttemptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attempts", abstract: "Show every request of a run.",
        discussion: "Example: rekey attempts 12 -o csv")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID, or latest.", valueName: "run"))
    var number: String

    @OptionGroup var latest: LatestOption

    func run() throws {
        try RecordRows(global: global).print(
            .attemptLog, run: latest.reference(number), columns: RecordRows.attemptColumns)
    }
}
