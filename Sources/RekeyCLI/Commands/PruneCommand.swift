import ArgumentParser
import Journal
import Logging
import Model
import Rekey
import Report

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old runs from the record, with the values that a retry would send.",
        discussion: """
            Retained versions, the last success of each secret, and unfinished runs stay. If it is worthwhile, the \
            file is rewritten without the free space.

            Examples: rekey prune --older-than 400d --dry-run
            From a scheduler: rekey prune --older-than 400d --yes
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        help: "Remove runs that ended longer ago than this, for example 90d.",
        transform: { text in try RunOptions.parsing { try Duration(text: text) } })
    var olderThan: Duration

    @Option(
        help: "Wait up to this long for another rekey process on this database, for example 5m.",
        transform: { text in try RunOptions.parsing { try Duration(text: text) } })
    var waitLock: Duration?

    @Flag(help: "Only show how much would be removed.")
    var dryRun = false

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let moment = Timestamp.text(microseconds: .nowMicroseconds - olderThan.wholeMicroseconds)
        if dryRun {
            let journal = try Journal(path: global.place.database, access: .readOnly)
            let prunable = try await journal.prunable(before: .nowMicroseconds - olderThan.wholeMicroseconds)
            return try print(
                prunable, "\(Self.words(prunable)) that ended before \(moment) would be removed; nothing was changed")
        }
        let (store, _) = try await Store.open(global.place, creates: false)
        var request = RunRequest()
        request.waitLock = waitLock
        let housekeeping = Housekeeping(store: store, request: request)
        let prunable = try await housekeeping.prunable(olderThan: olderThan)
        if prunable.runs > 0 {
            let what = "\(Self.words(prunable)) that ended before \(moment)"
            try confirmation.ask(
                "Remove \(what) from the record of \(store.journal.path)",
                consequence: "pruning removes \(what) from the record of \(store.journal.path)")
        }
        let pruned = try await housekeeping.prune(olderThan: olderThan)
        try print(
            pruned, "\(counted(pruned.runs, "run")) and \(counted(pruned.items, "item")) were removed from the record")
    }

    private static func words(_ prunable: Journal.Pruned) -> String {
        "\(counted(prunable.items, "item")) of \(counted(prunable.runs, "run"))"
    }

    private func print(_ pruned: Journal.Pruned, _ line: String) throws {
        if global.output == .table {
            try StandardOutput.line(line)
            if case .notWorthIt = pruned.space { return }
            return try StandardOutput.line(Self.words(pruned.space))
        }
        var printer = RowPrinter(global.output, columns: ["runs", "items", "bytes_freed"])
        printer.begin()
        try printer.row([
            .integer(Int64(pruned.runs)), .integer(Int64(pruned.items)), .integer(Int64(Self.freed(pruned.space))),
        ])
        try printer.end()
        if case .noRoom = pruned.space { global.logger.warning("\(Self.words(pruned.space))") }
    }

    private static func freed(_ space: Journal.SpaceResult) -> Int {
        if case .freed(let bytes, _) = space { bytes } else { 0 }
    }

    private static func words(_ space: Journal.SpaceResult) -> String {
        switch space {
        case .freed(let bytes, let size): "the database file is \(text(bytes)) smaller, \(text(size)) now"
        case .notWorthIt(let free): "the database file keeps its size; \(text(free)) inside it are free for new runs"
        case .noRoom(let free, let needed, let folder):
            "the database file keeps its size: \(text(free)) inside it are free, but shrinking it needs "
                + "\(text(needed)) in \(folder); free space there and call prune again"
        case .busy(let free):
            "the database file keeps its size, because another program has it open; \(text(free)) inside it are free; "
                + "call prune again later"
        }
    }

    private static func text(_ bytes: Int) -> String {
        let tenths = (bytes + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
