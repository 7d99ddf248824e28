import ArgumentParser
import Journal
import Model
import Rekey

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put back the values that rekey last wrote to a plan's targets (needs retain: 1 or more).",
        discussion: "Use it after somebody changed the secrets elsewhere. Example: rekey restore nightly-db-passwords")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var scope: ScopeOptions

    @Argument(help: "The plan's name.")
    var plan: String

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let request = scope.narrowed(try options.request(connection))
        let count = try PutBack(JournalReader(path: global.place.database), request).last(ofPlan: plan)
        try confirmation.ask(
            "Put back the values that rekey last wrote to the targets of \(plan); \(count.text) can be put back",
            consequence:
                "restoring replaces the present values of the targets of \(plan); \(count.text) can be put back")
        let name = plan
        try await RunStage(global: global, options: options).perform(request: request) {
            [try await $0.restore(name)]
        }
    }
}
