import ArgumentParser

/// For a command whose result has one form: `--output` is refused in words, and not as an option that nobody knows.
struct SingleForm: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: .hidden)
    var output: OutputFormat?

    @Option(help: .hidden)
    var logFormat: LogFormat?

    func validate() throws {
        guard output == nil || output == .table else {
            throw ValidationError("--output does not apply to this command: its result has one form; leave it out")
        }
    }
}
