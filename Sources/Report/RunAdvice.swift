package import Journal
import Model
import Secrets

/// Why a run has not written everything, by cause, and which command continues it: what people read first.
package struct RunAdvice: Sendable {
    /// Each is a line; those that belong to the line before are indented.
    package let lines: [String]

    /// Causes that are listed; the report has all.
    private static let maxCauses = 5
    private static let maxError = 300

    /// - Parameter causes: of the run's items, the most frequent first.
    package init(_ head: RunSummary, _ causes: [JournalReader.Cause]) {
        let problems = causes.filter { $0.state != .skipped }
        var lines = problems.prefix(Self.maxCauses).flatMap { Self.lines($0, run: head.run) }
        if problems.count > Self.maxCauses {
            lines.append("and \(counted(problems.count - Self.maxCauses, "more cause")): rekey report \(head.run)")
        }
        if head.underWay > 0 {
            lines.append(
                "\(head.underWay) of the pending may have been sent, and no answer was seen: their values may be in place"
            )
        }
        if let next = Self.next(head, problems) { lines.append("next: \(next)") }
        if !problems.isEmpty {
            lines.append("details: rekey items \(head.run) --problems; rekey report \(head.run)")
        }
        self.lines = lines
    }

    private static func lines(_ cause: JournalReader.Cause, run: Int64) -> [String] {
        let status = cause.statusCode.map { " (\($0))" } ?? ""
        let doubt = cause.isInDoubt && cause.state == .failed ? ", may be in place" : ""
        let example = cause.example
        let name = example.appName.map { " (\($0))" } ?? ""
        let error = VisibleText.line(String(example.error.prefix(maxError)))
        return [
            "\(cause.count.formatted) \(cause.state.rawValue)\(doubt): \(cause.kind?.cause ?? "no cause is recorded")\(status)",
            "  \(cause.count == 1 ? "item" : "first"): \(example.app)\(name)/\(example.secret)"
                + (error.isEmpty ? "" : ": \(error)"),
            "  fix: \(cause.remedy(run: run))",
        ]
    }

    /// The command that continues, by what keeps the run from going on.
    private static func next(_ head: RunSummary, _ problems: [JournalReader.Cause]) -> String? {
        let resume = "rekey resume \(head.run)"
        let steps = problems.map(\.nextStep)
        switch head.state {
        case .running, .succeeded, .cancelled: return nil
        case .interrupted, .stopped:
            let stop = head.stopReason.flatMap(StopReason.Name.init(recorded:))
            if let stop, stop.isForAllItems {
                return "\(stop.remedy.map { "\($0), then " } ?? "")\(resume)"
            }
            if problems.isEmpty { return resume }
            if head.state == .stopped, stop?.isAsked != true { return fixed(head, steps, continues: true) }
            // A person or the machine ended it; what failed has its own line.
            return "\(resume), which sends the pending items; rekey retry \(head.run) sends the failed ones again too"
        case .failed: return problems.isEmpty ? "rekey retry \(head.run)" : fixed(head, steps, continues: false)
        }
    }

    /// - Parameter steps: one for each cause.
    private static func fixed(_ head: RunSummary, _ steps: [NextStep], continues: Bool) -> String {
        if Set(steps) == [.newRun] {
            return "change the plan and apply it, then rekey cancel \(head.run) and rekey run \(head.plan)"
        }
        if Set(steps) == [.retryWithOtherValues] { return "rekey retry \(head.run) --regenerate" }
        let left = head.tally.pending
        let pending = continues && left > 0 ? "; it sends the \(counted(left, "pending item")) too" : ""
        return "fix the cause\(steps.count > 1 ? "s" : ""), then rekey retry \(head.run)\(pending)"
    }
}
