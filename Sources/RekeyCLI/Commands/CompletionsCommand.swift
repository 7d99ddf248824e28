import ArgumentParser

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print a shell's completion script for commands and options.",
        discussion: """
            bash: rekey completions bash > ~/.local/share/bash-completion/completions/rekey
            zsh: rekey completions zsh > "${fpath[1]}/_rekey"
            fish: rekey completions fish > ~/.config/fish/completions/rekey.fish
            """)

    @OptionGroup var form: SingleForm

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    func run() throws {
        let shell: CompletionShell =
            switch self.shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try StandardOutput.line(RekeyCommand.completionScript(for: shell))
    }
}
