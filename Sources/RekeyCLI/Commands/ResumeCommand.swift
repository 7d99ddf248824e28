import ArgumentParser
import Rekey

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Finish runs that ended early, with the values that they have.",
        discussion: "Example: rekey resume")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions

    @Argument(help: ArgumentHelp("The run's number or UUID; every unfinished run without it.", valueName: "run"))
    var number: String?

    func run() async throws {
        let name = number
        try await RunStage(global: global, options: options).perform(
            request: try options.request(connection)
        ) {
            try await $0.resume(name)
        }
    }
}
