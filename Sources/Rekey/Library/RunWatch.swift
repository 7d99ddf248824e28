package import Engine
package import Journal

/// What a caller wants to see and say while a run is under way.
package struct RunWatch: Sendable {
    /// Signals for the run: the first stops it gently, the second cuts what is under way.
    package var signals: @Sendable () -> AsyncStream<Int32>
    /// The same, beginning with those that came before: what is to begin must know that somebody has asked to stop.
    package var signalsFromStart: @Sendable () -> AsyncStream<Int32>
    /// A run begins or goes on.
    package var began: @Sendable (RunRow) -> Void
    /// Called on the event loop after each commit; must not block.
    package var progressed: @Sendable (RunProgress) -> Void
    /// Something the user should know, one sentence.
    package var warned: @Sendable (String) -> Void
    /// Says what the run at hand is busy with.
    package var activity: RunActivity

    package init(
        signals: @escaping @Sendable () -> AsyncStream<Int32> = { AsyncStream { $0.finish() } },
        signalsFromStart: (@Sendable () -> AsyncStream<Int32>)? = nil,
        began: @escaping @Sendable (RunRow) -> Void = { _ in },
        progressed: @escaping @Sendable (RunProgress) -> Void = { _ in },
        warned: @escaping @Sendable (String) -> Void = { _ in }, activity: RunActivity = RunActivity()
    ) {
        self.signals = signals
        self.signalsFromStart = signalsFromStart ?? signals
        self.began = began
        self.progressed = progressed
        self.warned = warned
        self.activity = activity
    }
}
