import Engine
import Journal
import Model

extension RunResult {
    /// The result of a run that has already ended.
    init(ended run: RunRow) {
        self.init(
            run: run.id,
            ending: RunEnding(tally: run.tally, state: run.state, stop: nil, wasAnswered: false, wasAttempted: false))
    }

    /// Whether the user asked to stop, so that no further run should start.
    var wasInterrupted: Bool {
        switch ending.stop {
        case .signal, .cancelled: true
        default: false
        }
    }
}
