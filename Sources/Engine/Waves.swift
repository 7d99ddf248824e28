import Model

/// A run's items in waves: how many may leave now, and when the next wave is due.
///
/// The items of a wave are those that come next in the plan's order; a resume goes on in the wave where the run stood.
struct Waves: Sendable {
    enum State: Sendable, Equatable {
        case open
        /// All items of a wave have ended; pause and gate come before the next.
        case between
    }

    private(set) var state: State
    private let size: Int
    /// Items of the present wave that have not been taken on.
    private(set) var left: Int
    private var underway = 0

    /// - Parameter finished: items that earlier sessions brought to an end.
    init(_ policy: WavePolicy, items: Int, finished: Int) {
        size = policy.items(of: items)
        left = size - finished % size
        // Whether the gate was asked before the last session ended, nobody knows; so it is asked again.
        state = finished > 0 && finished.isMultiple(of: size) ? .between : .open
    }

    /// How many more items may be taken on.
    var capacity: Int { state == .open ? left : 0 }

    mutating func took(_ count: Int) {
        left -= count
        underway += count
    }

    mutating func noteEnded(_ count: Int) {
        underway -= count
        if left <= 0 && underway <= 0 { state = .between }
    }

    mutating func open() {
        state = .open
        left = size
        underway = 0
    }
}
