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
        // A plan that cannot be read would never begin. Where nobody knows since when it should have, it is for long enough.
        let unknown = Date(timeIntervalSince1970: 0)
        let schedules =
            agenda.entries.map { entry in
                let overdue = entry.overdue.map { entry.isUndated ? unknown : $0 }
                return Metrics.Schedule(plan: entry.plan, next: entry.next, overdue: overdue)
            } + agenda.broken.map { Metrics.Schedule(plan: $0.plan, next: nil, overdue: unknown) }
        let text = try Metrics(record, version: RekeyCommand.version, schedules: schedules).text
        try ReplacedFile(path: metricsFile).write(.everybody) { sink in try sink(text) }
    }
}
