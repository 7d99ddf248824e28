import ArgumentParser
import Files
import Journal
import Rekey
import Report

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the record of a run, for people or for machines.",
        discussion: """
            Example: rekey report 12 --format html --to run-12.html
            Shards: rekey report --database a.db --database b.db --format markdown
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID; the latest without it.", valueName: "run"))
    var number: String?

    @OptionGroup var latest: LatestOption

    @Option(help: "The form: html, markdown, csv, json or junit.")
    var format: ReportFormat = .markdown

    @Option(help: "The file to write, replaced at once when all is there; - is standard output.")
    var to = "-"

    func validate() throws {
        if global.output != .table {
            throw ValidationError("--output does not apply to a report; choose its form with --format")
        }
    }

    func run() throws {
        let sources = try RunSources(global: global, run: latest.reference(number)).sources
        let account = try RunAccount(sources)
        if to == "-" { return try format.write(account, of: sources) { try StandardOutput.write($0) } }
        try ReplacedFile(path: to).write { sink in try format.write(account, of: sources, to: sink) }
    }
}

extension ReportFormat: ExpressibleByArgument {}
