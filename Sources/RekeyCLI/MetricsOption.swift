import ArgumentParser
import Foundation
import Journal
import Rekey
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
        let record = try Record(path: database)
        let agenda = try Agenda(record)
        // A plan that cannot be read would never begin; since when it should have, nobody knows.
        let schedules =
            agenda.entries.map { Metrics.Schedule(plan: $0.plan, next: $0.next, overdue: $0.overdue) }
            + agenda.broken.map { Metrics.Schedule(plan: $0.plan, next: nil, overdue: .init(timeIntervalSince1970: 0)) }
        let text = try Metrics(record, version: RekeyCommand.version, schedules: schedules).text
        try ReplacedFile(path: metricsFile).write(.everybody) { sink in try sink(text) }
    }
}
