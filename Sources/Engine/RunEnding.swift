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
}
