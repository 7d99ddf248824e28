package import Engine
package import Journal

/// How a caller follows a run and influences it.
package struct RunWatch: Sendable {
    /// Signals for the run: the first stops it gently, the second cuts the requests under way.
    package var signals: @Sendable () -> AsyncStream<Int32>
    /// The same, including earlier signals: a run that is about to start must know that the user has asked to stop.
    package var signalsFromStart: @Sendable () -> AsyncStream<Int32>
    /// A run starts or continues.
    package var began: @Sendable (RunRow) -> Void
    /// Called on the event loop after each commit; must not block.
    package var progressed: @Sendable (RunProgress) -> Void
    /// A warning for the user, one sentence.
    package var warned: @Sendable (String) -> Void
    /// What the present run is doing.
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
