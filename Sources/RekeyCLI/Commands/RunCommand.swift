import ArgumentParser
import Model
import Rekey

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run plans: write new values to all their targets.",
        discussion: """
            Examples: rekey run nightly-db-passwords --rate 10/s
            From a scheduler, every few minutes: rekey run --due --quiet
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions

    @Argument(help: "The plans' names.")
    var plans: [String] = []

    @Flag(help: "Run the plans that are due, after continuing interrupted scheduled runs.")
    var due = false

    @Option(
        help: ArgumentHelp(
            "Only this part of the targets, with its share of the rate, for example 0/4 to 3/4.", valueName: "i/n"),
        transform: { text in try RunOptions.parsing { try Shard(text: text) } })
    var shard: Shard?

    @OptionGroup var scope: ScopeOptions

    @Flag(help: "Show the planned requests and the minimum time; nothing is sent or changed.")
    var dryRun = false

    func validate() throws {
        if due, !plans.isEmpty { throw ValidationError("name plans or use --due, not both") }
        if !due, plans.isEmpty { throw ValidationError("name plans, or use --due for those that are due") }
        if due, !scope.app.isEmpty || !scope.secret.isEmpty {
            throw ValidationError("--due runs whole plans; to run a part of a plan, name the plan")
        }
        if due, dryRun {
            throw ValidationError("--dry-run needs a plan's name; `rekey schedule list` shows what is due")
        }
    }

    func run() async throws {
        var request = scope.narrowed(try options.request(connection))
        request.shard = shard
        if dryRun { return try await DryRun(global: global, connection: connection).print(plans, request) }
        if due {
            let stage = RunStage(global: global, options: options, idle: "nothing is due; see rekey schedule list")
            return try await stage.perform(request: request) { try await DueRuns($0).run() }
        }
        var seen: Set<String> = []
        let names = plans.filter { seen.insert($0).inserted }
        let stage = RunStage(global: global, options: options, idle: "there was nothing to do")
        try await stage.perform(request: request) { launcher in
            try await launcher.run(names, trigger: "manual")
        }
    }
}
