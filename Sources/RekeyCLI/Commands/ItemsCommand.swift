import ArgumentParser
import Journal
import Model

struct ItemsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "items", abstract: "Show the items of a run and how each ended.",
        discussion: "Example: rekey items 12 --state failed")

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The run's number or UUID, or latest.", valueName: "run"))
    var number: String

    @OptionGroup var latest: LatestOption

    @Option(
        help: "Only items in this state.",
        transform: { text in
            guard let state = ItemState(rawValue: text) else {
                throw ValidationError("use one of \(ItemState.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return state
        })
    var state: ItemState?

    func run() throws {
        let filters = state.map { [Record.Filter("state", $0.rawValue)] } ?? []
        try RecordRows(global: global).print(
            .runOutcomes, run: latest.reference(number), where: filters, columns: RecordRows.outcomeColumns)
    }
}
