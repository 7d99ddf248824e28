import Clock

/// Decides when the recorder commits, and for what it waits otherwise.
struct CommitSchedule: Sendable {
    enum Action: Sendable, Equatable {
        /// Nothing is to be committed until something happens.
        /// - Parameter until: when an item that waits for an earlier request may be taken on; `nil` where none waits.
        case wait(until: Instant?)
        /// More outcomes may come until then, which the same commit can hold.
        case gather(until: Instant)
        /// - Parameter isLast: no commit follows unless something is left over.
        case commit(isLast: Bool)
    }

    private enum State {
        /// The next commit may release items.
        case supplied
        /// The last commit had no item to release. The feed rings when there is one.
        case starved
        /// The outcomes have waited for others and do not wait again.
        case gathered
    }

    private var state = State.supplied
    /// When the next item that waits for an earlier request may be taken on.
    private(set) var nextDue: Instant?

    /// So many attempts are worth a commit of their own.
    static let attemptsPerCommit = 512
    /// How long an outcome may wait for others.
    static let patience: Duration = .milliseconds(15)

    /// - Parameters:
    ///   - isOver: whether the workers have ended.
    ///   - wanted: items that could be taken on.
    ///   - hasOutcomes: whether something waits for its commit.
    ///   - mayGather: whether it may wait for more.
    mutating func next(isOver: Bool, wanted: Int, hasOutcomes: Bool, mayGather: Bool, at now: Instant) -> Action {
        if isOver { return .commit(isLast: true) }
        if !hasOutcomes && (wanted == 0 || state == .starved) {
            let moment = state == .starved ? nextDue : nil
            state = .supplied
            return .wait(until: moment)
        }
        if mayGather && state != .gathered {
            state = .gathered
            return .gather(until: now + Self.patience)
        }
        return .commit(isLast: false)
    }

    /// - Parameters:
    ///   - isStarved: whether the commit found no item to release, though some were wanted.
    ///   - nextDue: when the next item that waits for an earlier request may be taken on.
    mutating func committed(isStarved: Bool, nextDue: Instant?) {
        state = isStarved ? .starved : .supplied
        self.nextDue = nextDue
    }
}
