import ArgumentParser
import Files
import Journal
import Rekey
import Report

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a report of a run, for people or for programs.",
        discussion: """
            Example: rekey report 12 --format html --to run-12.html
            Shards: rekey report --database a.db --database b.db --format markdown
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID; default: the latest run.", valueName: "run"))
    var number: String?

    @OptionGroup var latest: LatestOption

    @Option(help: "The format: html, markdown, csv, json or junit.")
    var format: ReportFormat = .markdown

    @Option(help: "The file to write; it is replaced only when the report is complete. - means standard output.")
    var to = "-"

    func validate() throws {
        if global.output != .table {
            throw ValidationError("--output does not apply to a report; choose its format with --format")
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
