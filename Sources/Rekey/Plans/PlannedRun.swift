package import Model

/// What a run would send, as far as that is known before it starts.
package struct PlannedRun: Sendable {
    /// The first of its requests, in the plan's order.
    package let first: [PlannedRequest]
    package let items: Int
    /// With those that read each secret before it is written; attempts that fail come on top.
    package let requests: Int
    package let limits: Limits
    /// The time that rate and waves need; answers and gates come on top.
    package let minTime: Duration

    init(first: [PlannedRequest], items: Int, plan: Plan, limits: Limits) {
        self.first = first
        self.items = items
        self.limits = limits
        requests = plan.guardMode == .keys ? 2 * items : items
        var time = Duration.zero
        if let rate = limits.rate { time += rate.interval * max(0, requests - limits.effectiveBurst) }
        if let waves = plan.waves {
            let size = waves.items(of: items)
            time += waves.pause * max(0, (items + size - 1) / size - 1)
        }
        minTime = time
    }
}
