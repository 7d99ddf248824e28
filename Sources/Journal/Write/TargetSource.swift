package import Model

/// The targets of a plan that is to be applied.
///
/// The journal asks for one after the other within its transaction, so that a million of them take no memory.
package protocol TargetSource: Sendable {
    /// Begins with the first target.
    func makeIterator() -> any TargetIterator
}

package protocol TargetIterator {
    /// - Returns: `nil` after the last step.
    /// - Throws: what is wrong with the next row of a list.
    mutating func next() throws -> TargetStep?

    /// Where the last target is written, for messages.
    var position: String { get }
}

/// What comes next in a plan's targets. An entry is the index of one under `secrets`.
package enum TargetStep: Sendable {
    /// - Parameter columns: what the list says of the target besides.
    case target(ListedTarget, entry: Int, columns: [SealedColumn])
    /// The rows that another program put into the table `targets` for this plan and secret.
    case imported(SecretName, entry: Int)
    /// The targets that the entry had in the revision before.
    case previous(entry: Int)
    /// All targets of an entry were read. It is left out where the API is asked for them when a run starts.
    case end(entry: Int)
}
