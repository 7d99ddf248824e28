import ArgumentParser

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The master key: make it, replace it, see whether it fits.",
        subcommands: [KeyCreateCommand.self, KeyRotateCommand.self, KeyShowCommand.self])
}
