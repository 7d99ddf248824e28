package import Model

/// Why a plan's targets cannot be taken.
package enum TargetError: Error, Sendable {
    /// The same target is in the plan already.
    case duplicate(Target)
    /// The same for one whose app is named.
    case duplicateName(NamedTarget)
    /// A row of the table `targets`, counted from 1 among those of its plan and secret.
    case badRow(Int, secret: SecretName, InvalidInput)
    /// Rows of the table `targets` that no entry of the plan takes.
    case leftOver(secret: String)
}
