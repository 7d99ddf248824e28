/// What becomes of a target that does not exist.
package enum CreateMode: String, Sendable, CaseIterable {
    /// Its item fails.
    case never
    /// It is created, with the values that would have been written.
    case missing
}
