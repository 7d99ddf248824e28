package import Model

/// How one session of a run is to go: the plan's own settings, with what was said on the command line over them.
package struct RunSettings: Sendable {
    package var limits: Limits
    package var retry: RetryPolicy
    package var stop: StopPolicy
    package var guardMode: GuardMode
    package var retain: Int
    package var confirm: ConfirmMode
    package var waves: WavePolicy?
    /// The maximum number of items in this session.
    package var limit: Int?
    /// No new request after this.
    package var maxDuration: Duration?
    /// Where the credential is an access token that ends.
    package var renewal: CredentialRenewal?

    package init(plan: Plan, limit: Int? = nil, maxDuration: Duration? = nil) {
        limits = plan.limits
        retry = plan.retry
        stop = plan.stop
        guardMode = plan.guardMode
        retain = plan.retain
        confirm = plan.confirm
        waves = plan.waves
        self.limit = limit
        self.maxDuration = maxDuration
    }
}
