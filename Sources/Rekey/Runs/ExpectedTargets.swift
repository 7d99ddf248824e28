import Journal
import Model

/// Whether each entry of a plan has as many targets as it expects.
struct ExpectedTargets: Sendable {
    let plan: Plan

    /// Whether an entry expects a number at all; without one nothing has to be counted.
    var isNeeded: Bool { plan.entries.contains { $0.expect != nil } }

    /// - Parameters:
    ///   - known: the number of targets of each entry that the database has.
    ///   - found: the targets that the API added.
    /// - Throws: `StartRefusal` for the first entry that has another number.
    func check(known: [Int: Int], found: [NewRun.Found]) throws {
        var counts = known
        for target in found { counts[target.entry, default: 0] += 1 }
        for (index, entry) in plan.entries.enumerated() {
            let count = counts[index, default: 0]
            guard let expect = entry.expect, !expect.holds(count) else { continue }
            throw StartRefusal(
                "plan \(plan.name.text): secrets[\(index)].targets: \(counted(count, "target")) found, \(expect) expected; "
                    + "find the difference with `rekey apps --secrets`, or change expect; no run was made")
        }
    }
}
