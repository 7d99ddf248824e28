import ArgumentParser
import Journal
import Model
import Rekey
import Report

struct PlanListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the plans.", discussion: "Example: rekey plan list -o json")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        let isTable = global.output == .table
        let columns = ["plan", "revision", "targets", "applied_at"]
        var printer = RowPrinter(global.output, columns: isTable ? columns : columns + ["targets_from_api"])
        printer.begin()
        for (row, lookups) in try await PlanCatalog(journal: journal).list() {
            let known = row.targets.map { OutputValue.integer(Int64($0)) } ?? .null
            let shown = OutputValue.text(lookups.counted(row.targets))
            let cells: [OutputValue] = [
                .text(row.name), row.revision.map { .integer(Int64($0)) } ?? .null,
                // The number of targets from the API is known only when a run starts.
                isTable && lookups.text != nil ? shown : known,
                row.revisedAt.map { .text(Timestamp.text(microseconds: $0)) } ?? .null,
            ]
            try printer.row(isTable ? cells : cells + [.list(lookups.texts, separator: ", ")])
        }
        try printer.end()
    }
}
