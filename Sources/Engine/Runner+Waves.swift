import Clock
import Journal
import Model
import Secrets
import Transport

/// Waves, with their pauses and gates.
extension Runner {
    func feedDidGrow() { waits.recording.ring() }

    func advanceWaves(taken: Int, settled: Int) {
        guard waves != nil else { return }
        waves?.took(taken)
        waves?.noteEnded(settled)
        if waves?.state == .between { waits.wave.ring() }
    }

    /// Opens one wave after the other. The first wave of a session that ended between two starts with the gate.
    func passGates(_ policy: WavePolicy) async {
        var isFirst = waves?.state == .between
        while !isOver {
            if !isFirst { await waits.wave.wait(isolation: self) }
            if isOver || outcomes.committed.pending == 0 || waves?.state != .between {
                isFirst = false
                continue
            }
            do {
                if !isFirst, policy.pause > .zero {
                    waveWait = .wave(until: Instant.now + policy.pause)
                    report(progress())
                    try await activity.during { try await Task.sleep(for: policy.pause) }
                }
                if let call = policy.gate {
                    waveWait = .gate
                    report(progress())
                    let gate = Gate(call: call, run: run, inheritable: await steps.inheritable)
                    let tally = outcomes.committed
                    let scrubber: @Sendable () async -> Scrubber = { await self.scrubberForGate() }
                    if let reason = try await activity.during({ try await gate.ask(tally, hiding: scrubber) }) {
                        stop(.gate(reason))
                    }
                }
            } catch {
                return  // the run is over
            }
            isFirst = false
            waveWait = nil
            waves?.open()
            waits.recording.ring()
        }
    }
}
