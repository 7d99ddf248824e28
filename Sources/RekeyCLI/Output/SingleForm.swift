import ArgumentParser

/// For a command whose result has only one format: `--output` is refused with an explanation, not as an unknown option.
struct SingleForm: ParsableArguments {
    @Option(name: [.customShort("o"), .long], help: .hidden)
    var output: OutputFormat?

    @Option(help: .hidden)
    var logFormat: LogFormat?

    func validate() throws {
        guard output == nil || output == .table else {
            throw ValidationError(
                "--output does not apply to this command, because its result has only one format; leave it out")
        }
    }
}
