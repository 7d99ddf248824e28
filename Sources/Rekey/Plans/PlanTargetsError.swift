package import Model

/// What is wrong with a plan's targets, with position and remedy.
package enum PlanTargetsError: Error, Sendable, CustomStringConvertible {
    case twice(ListedTarget, place: String)
    case badRow(Int, secret: SecretName, place: String, InvalidInput)
    case leftOver(plan: PlanName, secret: String)
    case none(place: String, entry: Int)

    package var description: String {
        switch self {
        case .twice(let target, let place):
            "\(place): \(target) is in the plan twice; name each secret of an app once"
        case .badRow(let number, let secret, let place, let invalid):
            "\(place): table targets, row \(number) with the secret \(secret): \(invalid)"
        case .leftOver(let plan, let secret):
            "plan \(plan): the table targets has rows for the secret \(quoted(secret)), but no entry without "
                + "`targets` uses them; add the entry or delete the rows"
        case .none(let place, let entry):
            "\(place): secrets[\(entry)] has no target; name apps, or add rows to its list"
        }
    }
}
