import ArgumentParser
import Journal
import Model
import Rekey

struct ItemsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "items", abstract: "Show the items of a run and their outcomes.",
        discussion: """
            Examples: rekey items 12 --problems
            rekey items 12 --state pending,sending
            """)

    @OptionGroup var global: GlobalOptions

    @OptionGroup var named: RunArgument

    @Option(
        help: "Only items in these states, for example failed,unknown; may be repeated.",
        transform: { text in try ItemsCommand.states(text) })
    var state: [[ItemState]] = []

    @Flag(help: "Only items that failed or are unknown, or whose unconfirmed value may be in place.")
    var problems = false

    @Option(
        help: "Only this app, by its id or name; may be repeated.",
        transform: { text in try RunOptions.parsing { try AppReference(text) } })
    var app: [AppReference] = []

    func validate() throws {
        if problems, !state.isEmpty { throw ValidationError("--problems selects states itself; leave --state out") }
    }

    private static func states(_ text: String) throws -> [ItemState] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let state = ItemState(rawValue: String(part)) else {
                let known = ItemState.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError(
                    "\(quoted(String(part))) is not a state; use \(known), separated by commas")
            }
            return state
        }
    }

    func run() throws {
        var filters: [JournalReader.Filter] = problems ? [.problems] : []
        if !state.isEmpty { filters.append(.init("state", anyOf: state.flatMap { $0 }.map(\.rawValue))) }
        if !app.isEmpty {
            let record = try JournalReader(path: global.place.database)
            filters.append(.init("app_id", anyOf: try app.map { try record.app($0).text }))
        }
        try RecordRows(global: global).print(
            .runOutcomes, run: named.reference(), where: filters, columns: RecordRows.outcomeColumns)
    }
}
