package import Journal
import Model
import Secrets

extension RunSummary {
    /// What the run is, how its items stand and why it ended early: a few lines for people.
    /// - Parameter paint: gives the word of the state its colour.
    package func lines(paint: (String) -> String) -> [String] {
        var lines = [
            "run \(run) of \(plan), revision \(revision): \(paint(state.rawValue))",
            "  \(counted(tally.items, "item")): "
                + tally.outcomes.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
                + (created > 0 ? " (\(created) created, \(tally.succeeded - created) updated)" : "")
                + "; \(counted(tally.attempts, "attempt"))",
            "  started \(Timestamp.text(microseconds: startedAt))"
                + (finishedAt.map { ", ended \(Timestamp.text(microseconds: $0))" } ?? ""),
        ]
        // A gate's output may be long; `-o json` and the report contain all of it.
        if let stopReason { lines.append("  " + VisibleText.cut(VisibleText.line(stopReason), to: 500)) }
        return lines
    }
}
