import Clock
import Model

/// Divides a run into waves: how many items may be taken on now, and what has to happen before the next wave.
///
/// The items of a wave are the next ones in the plan's order. A resumed run continues within the wave in which it ended.
struct WaveGate: Sendable {
    enum State: Sendable, Equatable {
        /// Items of the present wave may be taken on.
        case open
        /// All items of a wave have ended. Pause and gate come before the next wave.
        case ended
        /// The last session ended between two waves. Nobody knows whether the gate was asked, so it is asked again; the
        /// pause is over.
        case resumed
        case pausing(until: Instant)
        case asking
    }

    enum Action: Sendable, Equatable {
        /// Nothing to do until a wave ends.
        case wait
        case pause(Duration)
        case ask(ProgramCall)
        /// The next wave is open: items may be taken on.
        case open
    }

    private(set) var state: State
    private let policy: WavePolicy
    private let size: Int
    /// Items of the present wave that have not been taken on.
    private var left: Int
    private var underway = 0

    /// - Parameter finished: items that earlier sessions finished.
    init(_ policy: WavePolicy, items: Int, finished: Int) {
        self.policy = policy
        size = policy.items(of: items)
        left = size - finished % size
        // Of a run that is through no wave ends any more, and what nothing opens would never be found to be exhausted.
        state = finished > 0 && finished < items && finished.isMultiple(of: size) ? .resumed : .open
    }

    /// How many more items may be taken on.
    var capacity: Int { state == .open ? left : 0 }

    /// Why nothing leaves, for the progress line.
    var wait: RunProgress.Wait? {
        switch state {
        case .pausing(let until): .wave(until: until)
        case .asking: .gate
        case .open, .ended, .resumed: nil
        }
    }

    mutating func took(_ count: Int) {
        left -= count
        underway += count
    }

    mutating func noteEnded(_ count: Int) {
        underway -= count
        if state == .open && left <= 0 && underway <= 0 { state = .ended }
    }

    /// Called at the start, when a wave has ended, and when the last action is done.
    /// - Parameter pending: items of the run that have not ended. After the last one no wave follows.
    mutating func next(pending: Int, at now: Instant) -> Action {
        switch state {
        case .open: return .wait
        case .ended where pending == 0, .resumed where pending == 0: return .wait
        case .ended where policy.pause > .zero:
            state = .pausing(until: now + policy.pause)
            return .pause(policy.pause)
        case .ended, .resumed, .pausing:
            guard let gate = policy.gate else { return open() }
            state = .asking
            return .ask(gate)
        case .asking: return open()
        }
    }

    private mutating func open() -> Action {
        state = .open
        left = size
        underway = 0
        return .open
    }
}
