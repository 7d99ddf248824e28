import ArgumentParser
import Journal
import Logging
import Rekey

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how a run stands; the latest without a number.",
        discussion: "Example: rekey status -o json")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID.", valueName: "run"))
    var number: String?

    func run() throws {
        let record = try Record(path: global.place.database)
        let latest = if let number { try RecordRows.number(number, in: record) } else { try record.runNumber(nil) }
        guard let latest else {
            global.logger.notice("there is no run yet; `rekey run PLAN` starts one")
            if global.output == .json || global.output == .yaml { try StandardOutput.line("[]") }
            return
        }
        try RunPrinter(format: global.output, record: record).print(runs: [latest])
    }
}
