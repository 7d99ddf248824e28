import ArgumentParser

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Create, replace or check the master key.",
        subcommands: [KeyCreateCommand.self, KeyRotateCommand.self, KeyShowCommand.self])
}
