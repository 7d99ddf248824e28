import ArgumentParser
import Model
import Rekey

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Put back what the secrets of a run had before it (needs retain: 1 or more).",
        discussion: "It is a new run, with the steps and the pace of the one that it undoes. Example: rekey rollback 12"
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var scope: ScopeOptions

    @Argument(help: ArgumentHelp("The run's number or UUID.", valueName: "run"))
    var number: String

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        try confirmation.ask(
            "Put back the values that were there before run \(number)",
            consequence: "rolling back replaces what run \(number) wrote")
        let name = number
        let request = scope.narrowed(try options.request(connection))
        try await RunStage(global: global, options: options).perform(request: request) {
            [try await $0.rollBack(name)]
        }
    }
}
