package import Journal
package import Model

/// A run in one sentence, and what to do about it in another.
package struct Headline: Sendable {
    package let what: String
    /// `nil` where nothing is left to do.
    package let next: String?

    package init(_ sum: ShardSum) {
        let plain = Headline(
            sum.state, sum.tally, inDoubt: sum.inDoubt, underWay: sum.underWay, stopReason: sum.stopReason, run: sum.run
        )
        let created = sum.created == 0 ? "" : " \(sum.created.formatted) of the written did not exist before."
        what = plain.what + created
        next = plain.next
    }

    /// - Parameters:
    ///   - inDoubt: Failed and unknown items whose values may be in place.
    ///   - underWay: Items that have not ended, whose request left and whose answer was not seen.
    ///   - run: What a command calls it; `nil` for shards, which have different numbers.
    package init(
        _ state: RunState, _ tally: RunTally, inDoubt: Int = 0, underWay: Int = 0, stopReason: String? = nil,
        run: Int64?
    ) {
        let all = Self.secrets(tally.items)
        let number = run.map { " \($0)" } ?? ""
        let missing = [(tally.failed, "failed"), (tally.unknown, "unknown"), (tally.skipped, "skipped")]
            .filter { $0.0 > 0 }.map { "\($0.0.formatted) \($0.1)" }
        let rest = missing.isEmpty ? "" : "; " + missing.joined(separator: ", ")
        switch state {
        case .succeeded where tally.succeeded == tally.items:
            what = tally.items == 1 ? "The secret was written." : "All \(all) were written."
            next = nil
        case .succeeded, .failed:
            what =
                inDoubt == 0
                ? "\(tally.succeeded.formatted) of \(all) were written\(rest)."
                : "\(tally.succeeded.formatted) of \(all) were written, \(inDoubt.formatted) more may be written\(rest)."
            next = tally.failed + tally.unknown > 0 ? "Fix the causes, then `rekey retry\(number)`." : nil
        case .running:
            what = "Under way: \(tally.finished.formatted) of \(all) are done\(rest)."
            next = nil
        case .interrupted, .stopped:
            let sent =
                underWay == 0 ? "" : "; \(underWay.formatted) more may have been sent without an answer"
            what =
                "\(state == .stopped ? "Stopped" : "Interrupted") after \(tally.finished.formatted) of \(all)\(rest)"
                + "\(sent)."
            let stop = stopReason.flatMap(StopReason.Name.init(recorded:))
            let isOfItems = stop.map { !$0.isForAllItems && !$0.isAsked } ?? false
            next =
                state == .stopped && isOfItems && tally.failed + tally.unknown > 0
                ? "Fix the causes, then `rekey retry\(number)`: it sends the pending items too."
                : "`rekey resume\(number)` continues, with the values that it has."
        case .cancelled:
            what = "Given up after \(tally.succeeded.formatted) of \(all)\(rest)."
            next =
                inDoubt > 0
                ? "\(Self.secrets(inDoubt)) may have either value: run the plan again, or take the values in place with `rekey adopt`."
                : nil
        }
    }

    private static func secrets(_ count: Int) -> String { "\(count.formatted) \(count == 1 ? "secret" : "secrets")" }
}

extension Int {
    /// With a comma between each three digits, in every locale.
    package var formatted: String {
        var digits = String(magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
