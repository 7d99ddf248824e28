import ArgumentParser
import Model
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

    @Option(help: "Only this app; may be repeated.", transform: { text in try RunOptions.told { try AppID(text) } })
    var app: [AppID] = []

    @Option(
        help: "Only this secret; may be repeated.", transform: { text in try RunOptions.told { try SecretName(text) } })
    var secret: [SecretName] = []

    @Flag(help: "Only say what would be sent; nothing is sent or written.")
    var dryRun = false

    func run() async throws {
        if dryRun {
            return try await DryRun(global: global).print(plans, apps: app, secrets: secret, limit: options.limit)
        }
        var request = try options.request(connection)
        request.apps = app
        request.secrets = secret
        let names = plans
        try await RunStage(global: global).perform(request: request, creates: true) { rotation in
            try await rotation.run(names, trigger: "manual")
        }
    }
}
