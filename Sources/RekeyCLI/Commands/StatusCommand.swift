import ArgumentParser
import Journal
import Logging
import Model
import Rekey
import Report

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the state of a run.",
        discussion: """
            Examples: rekey status -o json
            rekey status --watch
            rekey status --database a.db --database b.db
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var metrics: MetricsOption

    @Argument(help: ArgumentHelp("The run's number or UUID, or latest (the default).", valueName: "run"))
    var number: String?

    @OptionGroup var latest: LatestOption

    @Flag(help: "Keep showing the state until the run ends.")
    var watch = false

    func run() async throws {
        let sources = try chosenSources()
        let records = try sources.map { $0.map(\.record) } ?? [JournalReader(path: global.databases[0])]
        if watch, let sources { try await StatusWatch(global: global, sources: sources).show() }
        let agendas = try records.map { try ScheduleOverview($0) }
        for warning in agendas.flatMap(\.warnings) { global.logger.warning("\(warning)") }
        guard let sources else {
            global.logger.notice("\(NotFound.run(.latest(plan: nil)))")
            for line in agendas.flatMap(overdue) { global.logger.warning("\(line)") }
            if global.output != .table {
                try await RunPrinter(global).print([]) { _ in [] }
            }
            return try metrics.write(records)
        }
        if sources.count == 1 {
            let (record, run) = sources[0]
            try await RunPrinter(global).print(
                [try record.head(run)],
                with: [
                    ("overdue", .array(agendas.flatMap(overdueObjects))),
                    ("waiting", .array(agendas.flatMap(\.waiting).map(Self.object))),
                ], causes: record.causes(of:))
        } else {
            try ShardPrinter(format: global.output).print(sources)
        }
        if global.output == .table {
            for line in agendas.flatMap(overdue) { try StandardOutput.line(line) }
        }
        try metrics.write(records)
        // A question about one run gets an answer about that run only.
        let code = number == nil ? ExitTable.code(of: agendas.flatMap(\.waiting)) : .done
        if code != .done { throw ExitCode(code) }
    }

    private func overdue(_ agenda: ScheduleOverview) -> [String] {
        let late = agenda.overdue.map { entry in
            let since = entry.overdue.map { " since \(Timestamp.text($0))" } ?? ""
            return "plan \(entry.plan) is overdue\(since); rekey run --due starts it"
        }
        return late + agenda.waiting.map(\.text)
            + agenda.broken.map { "plan \($0.plan) cannot be run when it is due: \($0.error)" }
    }

    private func overdueObjects(_ agenda: ScheduleOverview) -> [OutputValue] {
        agenda.overdue.map { entry in
            .object([("plan", .text(entry.plan)), ("since", entry.overdue.map { .text(Timestamp.text($0)) } ?? .null)])
        }
    }

    private static func object(_ waiting: WaitingRun) -> OutputValue {
        .object([
            ("run", .integer(waiting.run)), ("plan", .text(waiting.plan)), ("state", .text(waiting.state.rawValue)),
            ("stop_reason", waiting.stopReason.map { .text($0) } ?? .null),
        ])
    }

    private func chosenSources() throws -> [(record: JournalReader, run: Int64)]? {
        let paths = global.databases
        if paths.count > 1 { return try RunSources(global: global, run: latest.reference(number)).sources }
        let record = try JournalReader(path: paths[0])
        let run = try latest.reference(number)
        if run == .latest(plan: nil), try record.runNumber(run) == nil { return nil }
        return [(record, try RecordRows.number(run, in: record))]
    }
}
