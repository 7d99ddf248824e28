import ArgumentParser
import JobFile
import Journal
import Model
import Rekey
import Yams

struct PlanShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a plan: its limits, its secrets, and how each key gets its value.",
        discussion: "Example: rekey plan show nightly-db-passwords")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The plan's name.")
    var name: String

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        let (row, file) = try await PlanCatalog(journal: journal).plan(name)
        let plan = file.plan
        if global.output == .table {
            try printText(row, plan)
        } else {
            let whole = object(row, plan)
            switch global.output {
            case .yaml: try StandardOutput.write(try Yams.serialize(node: whole.yaml))
            case .csv: try printKeys(plan)
            case .json, .table: try StandardOutput.line(whole.json(indent: 0))
            }
        }
    }

    private func printText(_ row: PlanRow, _ plan: Plan) throws {
        let revision = row.revision.map { "revision \($0)" } ?? "not yet run or applied"
        try StandardOutput.line("\(plan.name): \(revision), \(targets(row))")
        if let description = plan.description { try StandardOutput.line("  \(description)") }
        let api = [plan.profile.map { "profile \($0)" }, hosts(plan).map { "hosts \($0)" }].compactMap(\.self)
        if !api.isEmpty { try StandardOutput.line("  api: " + api.joined(separator: "; ")) }
        let rate = plan.limits.rate.map { "\($0.text), burst \(plan.limits.effectiveBurst)" } ?? "none"
        try StandardOutput.line(
            "  rate \(rate); concurrency \(plan.limits.concurrency); guard \(plan.guardMode.rawValue); retain \(plan.retain)"
        )
        for (index, entry) in plan.entries.enumerated() {
            for (name, call) in [("set", entry.steps?.set), ("verify", entry.steps?.verify)] {
                if let call { try StandardOutput.line("  secrets[\(index)]: step \(name): \(call.text)") }
            }
        }
        try printKeys(plan)
        var total = PlanTotal()
        total.add(row: plan, targets: row.targets)
        try StandardOutput.line(total.line)
    }

    private func targets(_ row: PlanRow) -> String {
        let outline = LookupOutline(definition: row.definition)
        if outline.text != nil {
            return "targets: \(outline.counted(row.targets)), as the API lists them when a run starts"
        }
        return row.targets.map { counted($0, "target") } ?? "? targets"
    }

    private func hosts(_ plan: Plan) -> String? {
        plan.hosts.isEmpty ? nil : plan.hosts.map(\.description).joined(separator: ", ")
    }

    private static let columns = ["entry", "secret", "key", "value", "share", "entropy_bits"]

    private func printKeys(_ plan: Plan) throws {
        var printer = RowPrinter(global.output, columns: Self.columns)
        printer.begin()
        for row in SourceRow.all(of: plan) { try printer.row(cells(row)) }
        try printer.end()
    }

    private func cells(_ row: SourceRow) -> [OutputValue] {
        [.integer(Int64(row.entry)), row.secret, row.key, row.value, row.share, row.entropyBits]
    }

    private func object(_ row: PlanRow, _ plan: Plan) -> OutputValue {
        .object([
            ("plan", .text(plan.name.text)), ("revision", row.revision.map { .integer(Int64($0)) } ?? .null),
            ("targets", row.targets.map { .integer(Int64($0)) } ?? .null),
            ("description", plan.description.map { .text($0) } ?? .null),
            ("profile", plan.profile.map { .text($0) } ?? .null),
            ("hosts", .array(plan.hosts.map { .text($0.description) })),
            ("rate", .text(plan.limits.rate?.text ?? "none")),
            ("burst", .integer(Int64(plan.limits.effectiveBurst))),
            ("concurrency", .integer(Int64(plan.limits.concurrency))), ("guard", .text(plan.guardMode.rawValue)),
            ("retain", .integer(Int64(plan.retain))),
            ("targets_from_api", .list(LookupOutline(definition: row.definition).texts)),
            ("keys", .array(SourceRow.all(of: plan).map { .object(Array(zip(Self.columns, cells($0)))) })),
        ])
    }
}
