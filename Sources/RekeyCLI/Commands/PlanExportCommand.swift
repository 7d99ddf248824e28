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

    func validate() throws {
        if global.output == .csv {
            throw ValidationError("--output csv does not apply to a job file; use yaml or json")
        }
    }

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        let planning = PlanCatalog(journal: journal)
        switch global.output {
        case .table, .yaml: try StandardOutput.write(try await planning.export(name))
        case .json: try StandardOutput.line(try await planning.row(name).definition)
        case .csv: break  // refused before
        }
    }
}
