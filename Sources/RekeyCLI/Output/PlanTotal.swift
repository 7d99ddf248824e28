import Model

/// The last line of plan listings: `ok: 1 plan, 40 targets`.
struct PlanTotal {
    private var plans = 0
    private var targets = 0
    private var asksAPI = false
    private var leavesTable = false
    private var isUncounted = false

    /// A plan from a file, without the rows that the database's table `targets` may have for it.
    mutating func add(file plan: Plan, targets: Int) {
        add(plan, targets)
        leavesTable = leavesTable || plan.entries.contains { $0.targets == .table }
    }

    /// A plan from the database.
    /// - Parameter targets: `nil` if another program wrote the plan and its targets have not been counted yet.
    mutating func add(row plan: Plan, targets: Int?) {
        add(plan, targets ?? 0)
        isUncounted = isUncounted || targets == nil
    }

    private mutating func add(_ plan: Plan, _ targets: Int) {
        plans += 1
        self.targets += targets
        asksAPI = asksAPI || plan.entries.contains(where: \.targets.isLookup)
    }

    var line: String {
        let others = [
            asksAPI ? "those that the API lists when a run starts" : nil,
            leavesTable ? "the rows of the table targets when it is applied" : nil,
            isUncounted ? "those that are counted when it is run or applied" : nil,
        ].compactMap(\.self)
        return (["ok: \(counted(plans, "plan")), \(counted(targets, "target"))"] + others).joined(separator: ", and ")
    }
}
