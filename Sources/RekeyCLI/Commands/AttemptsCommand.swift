import ArgumentParser
import Journal

struct AttemptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attempts", abstract: "Show every request of a run.",
        discussion: "Example: rekey attempts 12 -o csv")

    @OptionGroup var global: GlobalOptions

    @OptionGroup var named: RunArgument

    func run() throws {
        try RecordRows(global: global).print(
            .attemptLog, run: named.reference(), columns: RecordRows.attemptColumns)
    }
}
