import JobFile
import Journal
import Yams

/// Says what applying plans changed, or would change.
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
        try StandardOutput.line("plan \(change.plan): \(verb), revision \(change.revision), \(change.targets) targets")
        guard change.kind == .changed else { return }
        if change.addedTargets + change.removedTargets > 0 {
            try StandardOutput.line("  targets: \(change.addedTargets) added, \(change.removedTargets) removed")
        }
        for line in try difference(change) { try StandardOutput.line("  " + line) }
    }

    /// Line by line, as the two definitions read as job files.
    private func difference(_ change: PlanChange) throws -> [String] {
        let old = try change.previousDefinition.map(JobFile.yaml)?.split(separator: "\n").map(String.init) ?? []
        let new = try JobFile.yaml(definition: change.definition).split(separator: "\n").map(String.init)
        let steps = new.difference(from: old)
        return steps.removals.map { "- \($0.text)" } + steps.insertions.map { "+ \($0.text)" }
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

extension CollectionDifference<String>.Change {
    fileprivate var text: String {
        switch self {
        case .insert(_, let text, _), .remove(_, let text, _): text
        }
    }
}
