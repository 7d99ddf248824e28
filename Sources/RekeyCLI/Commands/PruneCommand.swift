import ArgumentParser
import Journal
import Model
import Rekey
import Report

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Take old runs out of the record, with the values that a retry would send.",
        discussion: """
            Retained versions and the last success of each secret stay, unfinished runs too. The file keeps its size and
            fills up again. Examples: rekey prune --older-than 400d --dry-run
            From a scheduler: rekey prune --older-than 400d --yes
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

    @Flag(help: "Only show how much would go.")
    var dryRun = false

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let moment = Timestamp.text(microseconds: .nowMicroseconds - olderThan.wholeMicroseconds)
        if dryRun {
            let journal = try Journal(path: global.place.database, access: .readOnly)
            let found = try await journal.prunable(before: .nowMicroseconds - olderThan.wholeMicroseconds)
            return try print(found, "\(Self.words(found)) that ended before \(moment) would go; nothing was changed")
        }
        let (store, _) = try await Store.open(global.place, creates: false)
        var request = RunRequest()
        request.waitLock = waitLock
        let rotation = Rotation(store: store, request: request, watch: RunWatch())
        let found = try await rotation.prunable(olderThan: olderThan)
        if found.runs > 0 {
            let what = "\(Self.words(found)) that ended before \(moment)"
            try confirmation.ask(
                "Take \(what) out of the record of \(store.journal.path)",
                consequence: "pruning takes \(what) out of the record of \(store.journal.path)")
        }
        let pruned = try await rotation.prune(olderThan: olderThan)
        try print(pruned, "\(counted(pruned.runs, "run")) and \(counted(pruned.items, "item")) are out of the record")
    }

    private static func words(_ found: Journal.Pruned) -> String {
        "\(counted(found.items, "item")) of \(counted(found.runs, "run"))"
    }

    private func print(_ pruned: Journal.Pruned, _ line: String) throws {
        if global.output == .table { return try StandardOutput.line(line) }
        var printer = RowPrinter(global.output, columns: ["runs", "items"])
        printer.begin()
        try printer.row([.integer(Int64(pruned.runs)), .integer(Int64(pruned.items))])
        try printer.end()
    }
}
