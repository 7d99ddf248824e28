import ArgumentParser
import Journal
import Model
import Rekey

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Put back the values that the secrets of a run had before it (needs retain: 1 or more).",
        discussion:
            "This starts a new run, with the steps and limits of the run that it undoes. Example: rekey rollback 12"
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var scope: ScopeOptions

    @OptionGroup var named: RunArgument

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let reference = try named.reference()
        let request = scope.narrowed(try options.request(connection))
        let (run, count) = try PutBack(JournalReader(path: global.place.database), request).before(reference)
        try confirmation.ask(
            "Put back the values from before run \(run) of plan \(count.plan); \(count.text) can be put back",
            consequence:
                "rolling back replaces the values that run \(run) of plan \(count.plan) wrote; \(count.text) can be "
                + "put back"
        )
        try await RunStage(global: global, options: options).perform(request: request) {
            [try await $0.rollBack(.named(String(run)))]
        }
    }
}
