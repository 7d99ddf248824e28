import Clock
import Journal
import Model
import Secrets
import Transport

/// Waves, with their pauses and gates.
extension Runner {
    func feedDidGrow() { waits.recording.ring() }

    /// Opens one wave after the other.
    func passGates() async {
        while !isOver {
            do {
                switch intake.waves?.next(pending: outcomes.committed.pending, at: .now) ?? .wait {
                case .wait: await waits.wave.wait(isolation: self)
                case .pause(let pause):
                    report(progress())
                    try await activity.during { try await Task.sleep(for: pause) }
                case .ask(let call):
                    report(progress())
                    try await ask(call)
                case .open: waits.recording.ring()
                }
            } catch {
                return  // the run is over
            }
        }
    }

    /// - Throws: `CancellationError`.
    private func ask(_ call: ProgramCall) async throws {
        let gate = Gate(call: call, run: context.run, inheritable: await steps.inheritable)
        let tally = outcomes.committed
        let scrubber: @Sendable () async -> Scrubber = { await self.scrubberForGate() }
        if let reason = try await activity.during({ try await gate.ask(tally, hiding: scrubber) }) {
            stop(.gate(reason))
        }
    }
}
