import Model

/// The first items of a run, which go alone and must all succeed.
struct Canary: Sendable {
    let size: Int
    private var settled = 0
    private var failed = 0
    private var forbidden = 0

    enum Decision: Sendable, Equatable {
        case open
        case passed
        case stop(StopReason)
    }

    /// - Parameter size: 0 for none.
    init(size: Int) {
        self.size = size
    }

    /// Called for each item that ends. Waits for the last one, because a refusal of all items means more than a failure of some.
    mutating func record(_ state: ItemState, _ kind: ErrorKind?) -> Decision {
        guard settled < size else { return .passed }
        settled += 1
        if state != .succeeded { failed += 1 }
        if kind == .forbidden { forbidden += 1 }
        guard settled == size else { return .open }
        if failed == 0 { return .passed }
        return .stop(forbidden == size ? .forbidden : .canary(failed: failed))
    }

    var isOpen: Bool { settled < size }
}
