package import Model

/// An item whose value may be in place, as those see it who depend on the secret's present values.
package struct UnsettledItem: Sendable {
    package let run: Int64
    package let runState: RunState
    /// Whether the run can still send the value that it sealed.
    package let hasValue: Bool

    /// What can settle it.
    package var remedy: String {
        let adopt = "take the present values into the record with `rekey adopt`"
        guard hasValue, runState != .cancelled else { return adopt }
        return "settle it with `rekey \(runState.isResumable ? "resume" : "retry") \(run)`, or \(adopt)"
    }
}
