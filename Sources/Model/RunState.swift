/// The life of a run (docs: States).
package enum RunState: String, Sendable, CaseIterable {
    case running, interrupted, stopped, succeeded, failed, cancelled

    /// Whether `resume` has something to continue.
    package var isResumable: Bool {
        switch self {
        case .running, .interrupted, .stopped: true
        case .succeeded, .failed, .cancelled: false
        }
    }
}
