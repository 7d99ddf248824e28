package import Foundation
package import Model

/// What a new run is to be.
package struct NewRun: Sendable {
    /// What its items are to get.
    package enum Origin: Sendable, Equatable {
        /// What the plan says.
        case plan
        /// What their secrets had before this run.
        case rollback(of: Int64)
        /// What rekey last wrote.
        case restore

        var undoneRun: Int64? {
            if case .rollback(let run) = self { run } else { nil }
        }
    }

    /// A target of which the API said which app it is.
    package struct Found: Sendable {
        package let target: Target
        package let entry: Int
        /// What a list says of it besides.
        package let columns: [SealedColumn]
        /// What Kubernetes calls it, where the API listed it.
        package let k8sName: String?

        package init(target: Target, entry: Int, columns: [SealedColumn] = [], k8sName: String? = nil) {
            self.k8sName = k8sName
            self.target = target
            self.entry = entry
            self.columns = columns
        }
    }

    /// The trigger of runs that a plan's schedule asked for.
    package static let scheduled = "schedule"

    package let uuid: UUID
    package let plan: PlanName
    package let trigger: String
    /// Sealed under the master key.
    package let dataKey: [UInt8]
    package let origin: Origin
    /// Only these, where given.
    package let apps: [AppID]
    package let secrets: [SecretName]
    /// Only its targets, where given.
    package let shard: Shard?
    /// The identity of the host that it belongs to.
    package let host: String?
    /// The time of the plan's schedule that the run is for.
    package let fire: Date?
    /// Targets besides those of the revision.
    package let found: [Found]
    /// Names that the items keep, where the plan needs them.
    package let appNames: [AppID: String]
    /// Names that the API listed, for people.
    package let listedApps: [AppID: AppName]

    package init(
        uuid: UUID, plan: PlanName, trigger: String, dataKey: [UInt8], origin: Origin = .plan, apps: [AppID],
        secrets: [SecretName], shard: Shard? = nil, host: String? = nil, fire: Date? = nil, found: [Found] = [],
        appNames: [AppID: String] = [:], listedApps: [AppID: AppName] = [:]
    ) {
        self.uuid = uuid
        self.plan = plan
        self.trigger = trigger
        self.dataKey = dataKey
        self.origin = origin
        self.apps = apps
        self.secrets = secrets
        self.shard = shard
        self.host = host
        self.fire = fire
        self.found = found
        self.appNames = appNames
        self.listedApps = listedApps
    }

    /// Whether some of the plan's targets are left out. A shard's database knows of no others.
    var isPartial: Bool { !apps.isEmpty || !secrets.isEmpty }

    func fits(_ target: Target) -> Bool {
        (apps.isEmpty || apps.contains(target.app)) && (secrets.isEmpty || secrets.contains(target.secret))
            && (shard?.holds(target) ?? true)
    }
}
