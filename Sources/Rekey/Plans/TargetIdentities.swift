import Journal
import Model

/// What is known of a plan's secrets besides their names: two targets can turn out to be one secret, and a secret can turn out
/// to be another than the one that rekey wrote.
struct TargetIdentities: Sendable {
    private let plan: PlanName
    private var known: [Target: SecretIdentity] = [:]
    private var warned = 0
    private static let maxWarned = 20

    init(plan: PlanName) {
        self.plan = plan
    }

    /// - Parameter identity: as rekey last saw it.
    mutating func add(_ target: Target, _ identity: SecretIdentity) { known[target] = identity }

    /// - Parameter k8sName: as the API's list of secrets has it now. Targets that were not added are left out.
    mutating func add(_ target: Target, k8sName: String?) {
        guard let earlier = known[target], let k8sName else { return }
        known[target] = SecretIdentity(k8sName: k8sName, createdAt: earlier.createdAt)
    }

    /// - Throws: `TargetError.same` for two targets of one app that Kubernetes calls by one name.
    func refuseSame() throws {
        var seen: [Target: Target] = [:]
        for (target, identity) in known.sorted(by: {
            ($0.key.app, $0.key.secret.text) < ($1.key.app, $1.key.secret.text)
        }) {
            guard let name = identity.k8sName else { continue }
            let place = Target(app: target.app, secret: SecretName(stored: name))
            guard let other = seen.updateValue(target, forKey: place) else { continue }
            throw TargetError.same(other, target.secret, k8sName: name, plan: plan)
        }
    }

    /// - Parameter identity: what the API says now.
    /// - Returns: what to say of a secret that was created again since, as long as there are few.
    mutating func note(_ target: Target, _ identity: SecretIdentity?) -> String? {
        guard let identity, let old = known[target], old.isReplaced(by: identity) else { return nil }
        warned += 1
        return warned > Self.maxWarned ? nil : old.replacement(of: target, by: identity)
    }
}
