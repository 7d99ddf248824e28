import ArgumentParser
import Journal

struct AttemptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attempts", abstract: "Show every request of a run.",
        discussion: "Example: rekey attempts 12 -o csv")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID.", valueName: "run"))
    var number: String

    func run() throws {
        try RecordRows(global: global).print(.attemptLog, run: number, columns: RecordRows.attemptColumns)
    }
}
