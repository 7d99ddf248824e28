package import Model

/// What is wrong with a plan's targets, with its position and the fix.
package enum TargetError: Error, Sendable, CustomStringConvertible {
    case twice(ListedTarget, position: String)
    /// A row of the table `targets`, counted from 1 among those of its plan and secret.
    case badRow(Int, secret: SecretName, position: String, InvalidInput)
    /// Rows of the table `targets` that no entry of the plan takes.
    case leftOver(plan: PlanName, secret: String)
    /// Two targets of one app that are one secret of Kubernetes.
    case same(Target, SecretName, k8sName: String, plan: PlanName)
    /// An entry of a plan that is to be run has no target.
    case none(position: String, entry: Int)

    package var description: String {
        switch self {
        case .twice(let target, let position):
            "\(position): \(target) is in the plan twice; name each secret of an app once"
        case .badRow(let number, let secret, let position, let refusal):
            "\(position): table targets, row \(number) with the secret \(secret): \(refusal)"
        case .leftOver(let plan, let secret):
            "plan \(plan): the table targets has rows for the secret \(quoted(secret)), but no entry without "
                + "`targets` uses them; add the entry or delete the rows"
        case .same(let target, let secret, let name, let plan):
            "plan \(plan): \(target) and \(secret) of the same app are one secret (k8s_name \(quoted(name))), so that each "
                + "would replace the other's keys; take one of them out of the plan"
        case .none(let position, let entry):
            "\(position): secrets[\(entry)] has no target; name apps, or add rows to its list"
        }
    }
}
