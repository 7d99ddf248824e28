/// What `retry` took of a run's failed and unknown items.
package struct ReopenedItems: Sendable, Equatable {
    /// Items that are sent again.
    package var again = 0
    /// Items that a later run has sent since.
    package var skipped = 0
    /// Items for which another value was asked for and that keep theirs, because it may be in place.
    package var keptValues = 0
    /// Items that may be in place and whose values are gone: another value would not be theirs.
    package var withoutValues = 0
}
