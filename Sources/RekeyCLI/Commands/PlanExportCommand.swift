import ArgumentParser
import Journal
import Rekey

struct PlanExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print a plan as a job file.",
        discussion: "Example: rekey plan export nightly-db-passwords > nightly.yaml")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The plan's name.")
    var name: String

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        try StandardOutput.write(try await Planning(journal: journal).export(name))
    }
}
