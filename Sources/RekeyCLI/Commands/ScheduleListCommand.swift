import ArgumentParser
import Foundation
import Journal
import Logging
import Model
import Rekey
import Report

struct ScheduleListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the plans with a schedule, and when each is due next.",
        discussion: "Example: rekey schedule list -o json")

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let agenda = try ScheduleOverview(JournalReader(path: global.place.database))
        var printer = RowPrinter(
            global.output,
            columns: [
                "plan", "schedule", "timezone", "window", "jitter", "last", "next", "overdue_since", "waiting_runs",
            ],
            dispensable: ["window", "jitter", "last"])
        printer.begin()
        for entry in agenda.entries {
            let waiting = agenda.waiting.filter { $0.plan == entry.plan }.map { String($0.run) }
            try printer.row(cells(entry) + [.list(waiting)])
        }
        try printer.end()
        for warning in agenda.warnings { global.logger.warning("\(warning)") }
        for run in agenda.waiting { global.logger.warning("\(run.text)") }
        for (plan, error) in agenda.broken { global.logger.warning("plan \(plan): \(error)") }
        if agenda.entries.isEmpty { global.logger.notice("no plan has a schedule; see schedule: in the job file") }
        let code = ExitTable.code(of: agenda.waiting)
        if code != .done { throw ExitCode(code) }
    }

    private func cells(_ entry: ScheduleOverview.Entry) -> [OutputValue] {
        let time = { (moment: Date?) in moment.map { OutputValue.text(Timestamp.text($0)) } ?? .null }
        let span = { (duration: Duration?) in duration.map { OutputValue.text($0.text) } ?? .null }
        let (schedule, zone) =
            switch entry.policy.trigger {
            case .cron(let cron, let zone, _): (cron.text, OutputValue.text(zone.name))
            case .every(let interval): ("every \(interval.text)", OutputValue.null)
            }
        return [
            .text(entry.plan), .text(schedule), zone, span(entry.policy.window),
            span(entry.policy.jitter == .zero ? nil : entry.policy.jitter), time(entry.lastFire), time(entry.next),
            time(entry.overdue),
        ]
    }
}
