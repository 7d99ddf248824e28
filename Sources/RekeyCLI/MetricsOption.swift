import ArgumentParser
import Journal
import Report

/// Where the metrics go.
struct MetricsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write how the plans stand as Prometheus text, for the node exporter's textfile collector.",
            valueName: "file"))
    var metricsFile: String?

    /// - Throws: `FileNotWritten`, or `JournalError`.
    func write(database: String) throws {
        guard let metricsFile else { return }
        let text = try Metrics(Record(path: database), version: RekeyCommand.version).text
        try ReplacedFile(path: metricsFile).write { sink in try sink(text) }
    }
}
