import Engine
import Journal
import Model

extension RunResult {
    /// Whether the user asked to stop, so that no further run should start.
    var wasInterrupted: Bool {
        switch ending.stop {
        case .signal, .cancelled: true
        default: false
        }
    }
}
