import ArgumentParser
import Journal
import Model
import Rekey

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Take old runs out of the record, with the values that a retry would send.",
        discussion: """
            Retained versions and the last success of each secret stay, unfinished runs too. The file keeps its size and
            fills up again. Example: rekey prune --older-than 400d
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        help: "Runs that ended longer ago, like 90d.",
        transform: { text in try RunOptions.told { try Duration(text: text) } })
    var olderThan: Duration

    @Option(
        help: "Wait so long for another rekey on this database, like 5m.",
        transform: { text in try RunOptions.told { try Duration(text: text) } })
    var waitLock: Duration?

    func run() async throws {
        let (store, _) = try await Store.open(global.place, creates: false)
        var request = RunRequest()
        request.waitLock = waitLock
        let pruned = try await Rotation(store: store, request: request, watch: RunWatch()).prune(olderThan: olderThan)
        if global.output == .table {
            return try StandardOutput.line(
                "\(counted(pruned.runs, "run")) and \(counted(pruned.items, "item")) are out of the record")
        }
        var printer = RowPrinter(global.output, columns: ["runs", "items"])
        printer.begin()
        try printer.row([.integer(Int64(pruned.runs)), .integer(Int64(pruned.items))])
        try printer.end()
    }
}
