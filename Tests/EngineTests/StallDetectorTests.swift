import Clock
import Testing

@testable import Engine

@Suite struct StallDetectorTests {
    private func state(
        run: Int64? = 1, steps: Int = 7, underway: Int = 0, wakesAt: Instant? = nil
    ) -> RunActivity.Snapshot {
        RunActivity.Snapshot(run: run, steps: steps, underway: underway, wakesAt: wakesAt)
    }

    @Test("a run that has nothing under way, waits for no moment and does nothing is found after so many looks")
    func stall() {
        var detector = StallDetector(limit: 3)
        // The first look sees that something has happened since there was none.
        let looks = (0..<4).map { _ in detector.look(state(), at: .now) }
        #expect(looks == [false, false, false, true])
    }

    @Test("whatever happens, or is under way, or is waited for, starts the count anew")
    func waits() {
        let now = Instant.now
        for lively in [
            state(steps: 8), state(underway: 1), state(wakesAt: now + .seconds(86_400)), state(run: nil),
        ] {
            var detector = StallDetector(limit: 2)
            // One look short of the limit, then the lively one, then one that would have been the last.
            let looks = [state(), state(), lively, state(steps: lively.steps)].map { detector.look($0, at: now) }
            #expect(looks == [false, false, false, false])
        }
    }

    @Test("a moment that has passed is no reason to wait")
    func passed() {
        let now = Instant.now
        var detector = StallDetector(limit: 1)
        let looks = (0..<2).map { _ in detector.look(state(wakesAt: now), at: now) }
        #expect(looks == [false, true])
    }
}
