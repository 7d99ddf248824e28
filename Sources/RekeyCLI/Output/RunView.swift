import Journal
import Model
import Report
import Secrets
import Yams

/// A row of `run_summary` as the commands show it.
struct RunView {
    private var fields: [(String, OutputValue)]

    /// - Parameter isAlive: whether a process runs on the database; a running run without one was interrupted.
    init(_ row: [(column: String, cell: JournalReader.Cell)], isAlive: Bool) {
        fields = row.map { ($0.column, OutputValue($0.cell)) }
        if !isAlive, text("state") == "running" {
            fields = fields.map { $0.0 == "state" ? ("state", .text("interrupted")) : $0 }
        }
    }

    /// As in the view, with `items` as an object (docs: TheDatabaseAsAnInterface).
    var object: OutputValue {
        .object(
            fields.map { name, value in
                guard name == "items" else { return (name, value) }
                let counts = ["succeeded", "failed", "unknown", "skipped", "pending"].map { ($0, self.value($0)) }
                return ("items", .object([("total", value)] + counts))
            })
    }

    var columns: [String] { fields.map(\.0) }
    var values: [OutputValue] { fields.map(\.1) }

    func value(_ name: String) -> OutputValue { fields.first { $0.0 == name }?.1 ?? .null }
    func text(_ name: String) -> String { value(name).cell }
    func number(_ name: String) -> Int64 {
        if case .integer(let number) = value(name) { number } else { 0 }
    }

    /// A few lines for people; the last line shows the next step.
    func lines(_ ink: TextStyle, _ advice: RunAdvice) -> [String] {
        var lines = [
            "run \(text("run")) of \(text("plan")), revision \(text("revision")): \(ink.paint(state: text("state")))",
            "  \(counted(Int(number("items")), "item")): "
                + ["succeeded", "failed", "unknown", "skipped", "pending"]
                .map { "\(number($0)) \($0)" }.joined(separator: ", ")
                + "; \(counted(Int(number("attempts")), "attempt"))",
            "  started \(text("started_at"))"
                + (text("finished_at").isEmpty ? "" : ", ended \(text("finished_at"))"),
        ]
        if !text("stop_reason").isEmpty { lines.append("  \(shownReason)") }
        return lines + advice.lines.map { "  " + $0 }
    }

    /// A gate's output may be long; `-o json` and the report contain all of it.
    private var shownReason: String { VisibleText.cut(VisibleText.line(text("stop_reason")), to: 500) }
}
