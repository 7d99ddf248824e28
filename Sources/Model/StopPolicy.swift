/// When a run stops by itself. The defaults are documented (docs: Answers).
package struct StopPolicy: Sendable, Equatable {
    /// The first items of a run, which are sent alone and must all succeed; 0 disables the canary.
    package var canary: Int
    package var failures: FailureLimit
    /// Transport failures and 5xx in a row that open the breaker; 0 disables it.
    package var breaker: Int

    package init(canary: Int = 1, failures: FailureLimit = .percent(10), breaker: Int = 10) {
        self.canary = canary
        self.failures = failures
        self.breaker = breaker
    }
}
