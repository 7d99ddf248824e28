import Engine
import Journal
import Model

extension RunResult {
    /// The result of a run that had ended already.
    init(ended run: RunRow) {
        self.init(
            run: run.id,
            ending: RunEnding(tally: run.tally, state: run.state, stop: nil, wasAnswered: false, wasAttempted: false))
    }

    /// Whether the user asked to stop, so that no further run should begin.
    var wasInterrupted: Bool {
        switch ending.stop {
        case .signal, .cancelled: true
        default: false
        }
    }
}
