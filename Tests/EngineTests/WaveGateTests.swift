import Clock
import Model
import Testing

@testable import Engine

/// Every way from one wave to the next, without a clock and without a gate.
@Suite struct WaveGateTests {
    private static let now = Instant.now
    private let call: ProgramCall

    init() throws { call = ProgramCall(arguments: [try TargetText("./gate")]) }

    private enum Event {
        case took(Int)
        case ended(Int)
        case next(pending: Int)
    }

    private struct Step {
        let event: Event
        var action: WaveGate.Action?
        let state: WaveGate.State
        let capacity: Int
        var wait: RunProgress.Wait?
    }

    private static func policy(pause: Duration = .zero, gate: ProgramCall? = nil) -> WavePolicy {
        WavePolicy(size: .count(4), pause: pause, gate: gate)
    }

    private func check(_ policy: WavePolicy, finished: Int, _ steps: [Step]) {
        var gate = WaveGate(policy, items: 10, finished: finished)
        for (number, step) in steps.enumerated() {
            var action: WaveGate.Action?
            switch step.event {
            case .took(let count): gate.took(count)
            case .ended(let count): gate.noteEnded(count)
            case .next(let pending): action = gate.next(pending: pending, at: Self.now)
            }
            #expect(action == step.action, "step \(number)")
            #expect(gate.state == step.state, "step \(number)")
            #expect(gate.capacity == step.capacity, "step \(number)")
            #expect(gate.wait == step.wait, "step \(number)")
        }
    }

    @Test("a run without pending items has no gate to pass")
    func nothingPending() {
        check(
            WavePolicy(size: .count(5), pause: .zero, gate: call), finished: 10,
            [Step(event: .next(pending: 0), action: .wait, state: .open, capacity: 5)])
    }

    @Test("a session continues in the wave in which the last one ended, and a wave ends with its last item")
    func open() {
        check(
            Self.policy(), finished: 5,
            [
                Step(event: .next(pending: 5), action: .wait, state: .open, capacity: 3),
                Step(event: .took(3), state: .open, capacity: 0),
                Step(event: .ended(2), state: .open, capacity: 0),
                Step(event: .next(pending: 3), action: .wait, state: .open, capacity: 0),
                Step(event: .ended(1), state: .ended, capacity: 0),
                Step(event: .next(pending: 2), action: .open, state: .open, capacity: 4),
                Step(event: .next(pending: 2), action: .wait, state: .open, capacity: 4),
            ])
    }

    @Test("pause and gate come between two waves, in this order, and each once")
    func between() {
        let pause = Duration.seconds(60)
        let until = Self.now + pause
        check(
            Self.policy(pause: pause, gate: call), finished: 0,
            [
                Step(event: .took(4), state: .open, capacity: 0),
                Step(event: .ended(4), state: .ended, capacity: 0),
                Step(
                    event: .next(pending: 6), action: .pause(pause), state: .pausing(until: until), capacity: 0,
                    wait: .wave(until: until)),
                // A commit without an outcome does not start the pause again.
                Step(event: .ended(0), state: .pausing(until: until), capacity: 0, wait: .wave(until: until)),
                Step(event: .next(pending: 6), action: .ask(call), state: .asking, capacity: 0, wait: .gate),
                Step(event: .ended(0), state: .asking, capacity: 0, wait: .gate),
                Step(event: .next(pending: 6), action: .open, state: .open, capacity: 4),
            ])
        check(
            Self.policy(pause: pause), finished: 0,
            [
                Step(event: .took(4), state: .open, capacity: 0),
                Step(event: .ended(4), state: .ended, capacity: 0),
                Step(
                    event: .next(pending: 6), action: .pause(pause), state: .pausing(until: until), capacity: 0,
                    wait: .wave(until: until)),
                Step(event: .next(pending: 6), action: .open, state: .open, capacity: 4),
            ])
    }

    @Test("a session that begins between two waves asks the gate first, without a pause")
    func resumed() {
        check(
            Self.policy(pause: .seconds(60), gate: call), finished: 8,
            [
                Step(event: .ended(0), state: .resumed, capacity: 0),
                Step(event: .next(pending: 2), action: .ask(call), state: .asking, capacity: 0, wait: .gate),
                Step(event: .next(pending: 2), action: .open, state: .open, capacity: 4),
            ])
        check(
            Self.policy(pause: .seconds(60)), finished: 4,
            [Step(event: .next(pending: 6), action: .open, state: .open, capacity: 4)])
    }

    @Test("no wave follows the last item")
    func last() {
        check(
            Self.policy(gate: call), finished: 5,
            [
                Step(event: .took(3), state: .open, capacity: 0),
                Step(event: .ended(3), state: .ended, capacity: 0),
                Step(event: .next(pending: 0), action: .wait, state: .ended, capacity: 0),
            ])
        check(
            Self.policy(gate: call), finished: 8,
            [Step(event: .next(pending: 0), action: .wait, state: .resumed, capacity: 0)])
    }

    @Test("a wave has at least one item")
    func size() {
        #expect(WavePolicy(size: .percent(0.1), pause: .zero, gate: nil).items(of: 10) == 1)
    }
}
