package import Journal
package import Model

/// How a session of a run ended.
package struct RunEnding: Sendable {
    package let tally: RunTally
    package let state: RunState
    package let stop: StopReason?
    /// Whether the API answered any request of this session, with whatever.
    package let wasAnswered: Bool
    package let wasAttempted: Bool

    package init(tally: RunTally, state: RunState, stop: StopReason?, wasAnswered: Bool, wasAttempted: Bool) {
        self.tally = tally
        self.state = state
        self.stop = stop
        self.wasAnswered = wasAnswered
        self.wasAttempted = wasAttempted
    }

    /// Whether the API could not be reached: nothing answered at all, the breaker gave up, or its certificate is wrong.
    package var isUnreachable: Bool {
        switch stop {
        case .unreachable: true
        case .breaker, .certificate: tally.pending > 0
        default: false
        }
    }
}
