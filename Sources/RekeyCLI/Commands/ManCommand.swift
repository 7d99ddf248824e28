import ArgumentParser

struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Print the manual page.",
        discussion: """
            Read it: rekey man | man -l -
            Install it: rekey man > ~/.local/share/man/man1/rekey.1
            """)

    @OptionGroup var form: SingleForm

    func run() throws { try StandardOutput.write(ManualPage().text) }
}
