import ArgumentParser
import Journal
import Rekey
import Report

struct PlanListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the plans.", discussion: "Example: rekey plan list -o json")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        var printer = RowPrinter(global.output, columns: ["plan", "revision", "targets", "applied_at"])
        printer.begin()
        for row in try await Planning(journal: journal).list() {
            try printer.row([
                .text(row.name), row.revision.map { .integer(Int64($0)) } ?? .null,
                row.targets.map { .integer(Int64($0)) } ?? .null,
                row.revisedAt.map { .text(Timestamp.text(microseconds: $0)) } ?? .null,
            ])
        }
        try printer.end()
    }
}
