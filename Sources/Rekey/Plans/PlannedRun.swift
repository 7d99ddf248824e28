package import Model

/// What a run would send, as far as it is known before the run starts.
package struct PlannedRun: Sendable {
    /// The first of its requests, in the plan's order.
    package let first: [PlannedRequest]
    package let items: Int
    /// Includes the requests that read each secret before it is written; retries are not included.
    package let requests: Int
    package let limits: Limits
    /// The minimum time because of rate and waves; the API's answers and the gates take additional time.
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
