import ArgumentParser
import Files
import Foundation
import Journal
import Rekey
import Report

/// Where the metrics are written.
struct MetricsOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write the state of the plans as Prometheus text, for the node exporter's textfile collector.",
            valueName: "file"),
        completion: .file())
    var metricsFile: String?

    @Option(
        help: ArgumentHelp(
            "A label for every sample in the metrics file; may be repeated. The default label database is the "
                + "database's path.",
            valueName: "name=value"))
    var metricsLabel: [MetricsLabel] = []

    func validate() throws {
        let names = metricsLabel.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw ValidationError("--metrics-label \(twice) is given twice; give it once")
        }
    }

    /// - Parameter records: of whole databases, because metrics are about all plans; not opened without a file to write.
    /// - Throws: `FileNotWritten`, or `JournalError`.
    func write(_ records: @autoclosure () throws -> [JournalReader]) throws {
        guard let metricsFile else { return }
        var metrics = Metrics()
        for record in try records() { try add(record, to: &metrics) }
        try ReplacedFile(path: metricsFile).write(.everybody) { sink in try sink(metrics.text) }
    }

    private func add(_ record: JournalReader, to metrics: inout Metrics) throws {
        let agenda = try ScheduleOverview(record)
        // A plan that cannot be read never starts. If it is not known since when it has been due, it counts as overdue.
        let unknown = Date(timeIntervalSince1970: 0)
        let schedules =
            agenda.entries.map { entry in
                let overdue = entry.overdue.map { entry.isUndated ? unknown : $0 }
                return Metrics.Schedule(
                    plan: entry.plan, next: entry.next, overdue: overdue, firstStart: entry.firstStart ?? overdue,
                    longestAge: entry.longestAge)
            } + agenda.broken.map { Metrics.Schedule(plan: $0.plan, next: nil, overdue: unknown) }
        try metrics.add(record, version: RekeyCommand.version, schedules: schedules, labels: labels(of: record.path))
    }

    /// If several databases have the same plan, the collector would mix up the samples of the two files.
    private func labels(of path: String) -> [(String, String)] {
        let chosen = metricsLabel.map { ($0.name, $0.value) }
        if chosen.contains(where: { $0.0 == "database" }) { return chosen }
        return [("database", URL(fileURLWithPath: path).standardizedFileURL.path)] + chosen
    }
}
