import ArgumentParser
import Rekey

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run plans: new values for all their targets.",
        discussion: "Example: rekey run nightly-db-passwords --rate 10/s")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions

    @Argument(help: "The plans' names.")
    var plans: [String]

    @OptionGroup var scope: ScopeOptions

    @Flag(help: "Only say what would be sent; nothing is sent or written.")
    var dryRun = false

    func run() async throws {
        if dryRun {
            return try await DryRun(global: global).print(
                plans, apps: scope.app, secrets: scope.secret, limit: options.limit)
        }
        let request = scope.narrowed(try options.request(connection))
        let names = plans
        try await RunStage(global: global, options: options).perform(request: request, creates: true) { rotation in
            try await rotation.run(names, trigger: "manual")
        }
    }
}
