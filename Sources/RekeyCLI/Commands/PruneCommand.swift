import ArgumentParser
import Journal
import Logging
import Model
import Rekey

struct PruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Take old runs out of the record, with the values that a retry would send.",
        discussion: """
            Retained versions and the last success of each secret stay, unfinished runs too. Where it pays, the file
            is rewritten without the room that became free. Example: rekey prune --older-than 400d
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
            try StandardOutput.line(
                "\(counted(pruned.runs, "run")) and \(counted(pruned.items, "item")) are out of the record")
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
        case .notWorthIt(let free): "the database file keeps its size; \(text(free)) in it are free for new runs"
        case .noRoom(let free, let needed, let folder):
            "the database file keeps its size: \(text(free)) in it are free, but giving them back takes \(text(needed)) in "
                + "\(folder); make room there and call prune again"
        case .busy(let free):
            "the database file keeps its size: another program has it open, and \(text(free)) in it are free; call prune "
                + "again later"
        }
    }

    private static func text(_ bytes: Int) -> String {
        let tenths = (bytes + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
