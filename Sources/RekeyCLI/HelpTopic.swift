import ArgumentParser

/// `rekey help WORD`: the parser shows the general help for a word that it does not know.
enum HelpTopic {
    /// - Throws: `ValidationError` for a word that is not a command.
    static func check(_ arguments: [String]) throws {
        guard arguments.first == "help", let topic = arguments.dropFirst().first, !topic.hasPrefix("-") else { return }
        let names = RekeyCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !names.contains(topic), topic != "help" else { return }
        throw ValidationError(
            "\"\(topic)\" is not a command; `rekey help` lists the commands, and `rekey man` has exit codes and files")
    }
}
