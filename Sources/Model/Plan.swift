/// A plan, read from its definition and checked.
package struct Plan: Sendable, Equatable {
    package let name: PlanName
    package let description: String?
    /// The profile that names host and credentials; a host from the environment must be the same.
    package let profile: String?
    /// The hosts that the plan may reach; empty if it names none.
    package let hosts: [HostEntry]
    package let limits: Limits
    package let retry: RetryPolicy
    package let stop: StopPolicy
    package let guardMode: GuardMode
    /// The number of versions before the present one that stay sealed; 0 keeps no values at all.
    package let retain: Int
    package let confirm: ConfirmMode
    package let waves: WavePolicy?
    package let notify: NotifyPolicy?
    package let schedule: SchedulePolicy?
    /// Never empty.
    package let entries: [SecretEntry]

    package init(
        name: PlanName, description: String?, profile: String?, hosts: [HostEntry] = [], limits: Limits,
        retry: RetryPolicy, stop: StopPolicy,
        guardMode: GuardMode, retain: Int, confirm: ConfirmMode = .off, waves: WavePolicy?, notify: NotifyPolicy? = nil,
        schedule: SchedulePolicy? = nil, entries: [SecretEntry]
    ) {
        self.name = name
        self.description = description
        self.profile = profile
        self.hosts = hosts
        self.limits = limits
        self.retry = retry
        self.stop = stop
        self.guardMode = guardMode
        self.retain = retain
        self.confirm = confirm
        self.waves = waves
        self.notify = notify
        self.schedule = schedule
        self.entries = entries
    }
}
