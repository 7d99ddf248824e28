import Journal
import Model
import Rekey
import Report
import Yams

/// Prints the shards of a run as one sum, and then each.
struct ShardPrinter {
    let format: OutputFormat

    func print(_ sources: [(record: JournalReader, run: Int64)]) throws {
        let sum = ShardSum(try sources.map { try $0.record.head($0.run) })
        var views: [RunView] = []
        for source in sources {
            let isAlive = RunnerLock.isHeld(database: source.record.path)
            try source.record.forEach(.runSummary, where: [.init("run", String(source.run))]) { row in
                views.append(RunView(row, isAlive: isAlive))
            }
        }
        let tally = sum.tally
        let counts: [(String, OutputValue)] = [
            ("total", .integer(Int64(tally.items))), ("succeeded", .integer(Int64(tally.succeeded))),
            ("failed", .integer(Int64(tally.failed))), ("unknown", .integer(Int64(tally.unknown))),
            ("skipped", .integer(Int64(tally.skipped))), ("pending", .integer(Int64(tally.pending))),
        ]
        let whole = OutputValue.object([
            ("plan", .text(sum.plan)), ("state", .text(sum.state.rawValue)), ("items", .object(counts)),
            ("attempts", .integer(Int64(tally.attempts))),
            ("started_at", .text(Timestamp.text(microseconds: sum.startedAt))),
            ("finished_at", sum.finishedAt.map { .text(Timestamp.text(microseconds: $0)) } ?? .null),
            ("stop_reason", sum.stopReason.map { .text($0) } ?? .null),
            ("in_doubt", .integer(Int64(sum.inDoubt + sum.underWay))),
            ("shards", .array(views.map(\.object))),
        ])
        switch format {
        case .json: try StandardOutput.line(whole.json(indent: 0))
        case .yaml: try StandardOutput.write(try Yams.serialize(node: whole.yaml))
        case .csv, .table:
            let columns = [
                "shard", "run", "plan", "state", "items", "succeeded", "failed", "unknown", "skipped", "pending",
            ]
            if format == .table { try StandardOutput.line("\(sum.plan), \(views.count) shards: \(sum.state.rawValue)") }
            var printer = RowPrinter(format, columns: columns)
            printer.begin()
            for view in views { try printer.row(columns.map(view.value)) }
            if format == .table {
                let sums = [tally.items, tally.succeeded, tally.failed, tally.unknown, tally.skipped, tally.pending]
                try printer.row(
                    [.text("all"), .null, .text(sum.plan), .text(sum.state.rawValue)] + sums.map { .integer(Int64($0)) }
                )
            }
            try printer.end()
            if format == .table { try printAdvice(sources) }
        }
    }

    /// By shard: each has its own database, which the commands must name.
    private func printAdvice(_ sources: [(record: JournalReader, run: Int64)]) throws {
        for source in sources {
            let advice = RunAdvice(try source.record.head(source.run), try source.record.causes(of: source.run))
            if !advice.lines.isEmpty { try StandardOutput.line("\(source.record.path):") }
            for line in advice.lines { try StandardOutput.line("  " + line) }
        }
    }
}
