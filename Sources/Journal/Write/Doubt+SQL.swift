import Model

extension Doubt {
    /// Whether an item's value may be in place without being a version of its secret, as a condition on a row of
    /// `items`. Whatever depends on a secret's present values asks this: `keep`, `previous`, `rollback`, `restore`,
    /// what supersedes what, `prune`.
    static func isThere(in items: String = "items") -> String {
        "(\(items).state = 'sending' OR \(items).doubt > 0)"
    }
}
