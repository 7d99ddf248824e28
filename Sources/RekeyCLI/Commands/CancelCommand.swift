import ArgumentParser
import Journal
import Logging
import Model
import Rekey

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel a run and shred its sealed values.",
        discussion: "Example: rekey cancel 12 --yes")

    @OptionGroup var global: GlobalOptions

    @OptionGroup var named: RunArgument

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let reference = try named.reference()
        let (store, _) = try await Store.open(global.place, creates: false)
        let housekeeping = Housekeeping(store: store)
        let run = try await housekeeping.cancellable(reference)
        let tally = run.tally
        // No process runs on the database, so a run in the state `running` was interrupted.
        let state = run.state == .running ? .interrupted : run.state
        let what =
            "run \(run.id) of \(run.plan)\(run.host.map { " at \($0)" } ?? "") (\(state.rawValue), "
            + "\(tally.succeeded) of \(counted(tally.items, "secret")) written)"
        let lost = "the sealed values of \(counted(tally.items - tally.succeeded - tally.skipped, "item"))"
        try confirmation.ask(
            "Cancel \(what) and shred \(lost), so that neither resume nor retry can send them",
            consequence: "cancelling \(what) shreds \(lost)")
        let id = try await housekeeping.cancel(.named(String(run.id)))
        global.logger.notice("run \(id) is cancelled; its values are shredded")
        if global.output != .table {
            try await RunPrinter(global).print([try await store.journal.summary(of: id)]) { _ in [] }
        }
    }
}
