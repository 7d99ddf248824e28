import JobFile
import Journal
import Model
import Yams

/// Prints what applying plans changed, or would change.
struct PlanChangePrinter {
    let global: GlobalOptions

    func print(_ changes: [PlanChange], isTrial: Bool) throws {
        switch global.output {
        case .table: for change in changes { try printText(change, isTrial: isTrial) }
        case .json, .yaml, .csv: try printRows(changes)
        }
    }

    private func printText(_ change: PlanChange, isTrial: Bool) throws {
        let verb = isTrial && change.kind != .unchanged ? "would be \(change.kind.rawValue)" : change.kind.rawValue
        try StandardOutput.line("plan \(change.plan): \(verb), revision \(change.revision), \(targets(change))")
        guard change.kind == .changed else { return }
        if change.addedTargets + change.removedTargets > 0 {
            try StandardOutput.line("  targets: \(change.addedTargets) added, \(change.removedTargets) removed")
        }
        if change.changedColumns > 0 {
            try StandardOutput.line("  values of the list: \(change.changedColumns) changed")
        }
        for line in try difference(change) { try StandardOutput.line("  " + line) }
    }

    private func targets(_ change: PlanChange) -> String {
        counted(change.targets, "target") + (change.asksAPI ? ", and those that the API lists when a run starts" : "")
    }

    /// Field by field. For long lists of apps only the numbers are shown, above.
    private func difference(_ change: PlanChange) throws -> [String] {
        let old = try change.previousDefinition.map(JobFile.fields) ?? []
        let new = try JobFile.fields(definition: change.definition)
        let before = Dictionary(uniqueKeysWithValues: old.map { ($0.path, $0.text) })
        let after = Dictionary(uniqueKeysWithValues: new.map { ($0.path, $0.text) })
        let gone = old.filter { after[$0.path] == nil }.map { "- \($0.path): \($0.text)" }
        let there = new.compactMap { path, text in
            switch before[path] {
            case nil: "+ \(path): \(text)"
            case text: nil as String?
            case let earlier?: "~ \(path): \(earlier) → \(text)"
            }
        }
        return (gone + there).filter { !$0.contains(".targets.apps[") }
    }

    private func printRows(_ changes: [PlanChange]) throws {
        var printer = RowPrinter(
            global.output,
            columns: ["plan", "change", "revision", "targets", "targets_added", "targets_removed"])
        printer.begin()
        for change in changes {
            try printer.row([
                .text(change.plan), .text(change.kind.rawValue), .integer(Int64(change.revision)),
                .integer(Int64(change.targets)), .integer(Int64(change.addedTargets)),
                .integer(Int64(change.removedTargets)),
            ])
        }
        try printer.end()
    }
}
