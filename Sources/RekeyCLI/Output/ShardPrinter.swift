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
        let whole = OutputValue.object(
            sum.fields() + [
                ("in_doubt", .integer(Int64(sum.inDoubt + sum.underWay))),
                ("shards", .array(sum.heads.map { .object($0.fields(repeatsCounts: true)) })),
            ])
        switch format {
        case .json: try StandardOutput.line(whole.json(indent: 0))
        case .yaml: try StandardOutput.write(try Yams.serialize(node: whole.yaml))
        case .csv, .table:
            let columns: [RunColumn] = [.shard, .run, .plan, .state, .items] + RunColumn.outcomes
            if format == .table {
                try StandardOutput.line("\(sum.plan), \(sum.heads.count) shards: \(sum.state.rawValue)")
            }
            var printer = RowPrinter(format, columns: columns.map(\.rawValue))
            printer.begin()
            for head in sum.heads { try printer.row(columns.map { head.value(of: $0) ?? .null }) }
            if format == .table {
                try printer.row(columns.map { $0 == .shard ? .text("all") : sum.value(of: $0) ?? .null })
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
