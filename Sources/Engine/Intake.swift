import Model

/// Counts the items that a session has taken on, and decides how many more it may take on.
struct Intake: Sendable {
    /// Of `--limit`.
    private let limit: Int?
    /// Items that the run had left when the session began.
    private let available: Int
    private var taken = 0
    /// Those that were taken on for the canary.
    private var tried = 0
    /// Whether no more items come in this session.
    private(set) var isExhausted = false
    var waves: WaveGate?

    init(limit: Int?, available: Int, waves: WaveGate? = nil) {
        self.limit = limit
        self.available = available
        self.waves = waves
    }

    /// How many more items may be taken on: bounded by `--limit`, by the canary while it is open, and by the present wave.
    func capacity(_ canary: Canary) -> Int {
        if isExhausted { return 0 }
        var maximum = Int.max
        if let limit { maximum = limit - taken }
        if canary.isOpen { maximum = min(maximum, canary.size - tried) }
        if let waves { maximum = min(maximum, waves.capacity) }
        return max(0, maximum)
    }

    /// A commit took items on and ended others.
    /// - Parameters:
    ///   - ended: items whose outcome it holds, with those that were not prepared.
    ///   - canary: as it was before the commit.
    mutating func committed(_ supply: Recorder.Supply, ended: Int, canary: Canary) {
        let count = supply.released.count + supply.unprepared.count
        taken += count
        if canary.isOpen { tried += supply.released.count + supply.failedPrograms }
        waves?.took(count)
        waves?.noteEnded(ended)
        // The feed is not asked again once all items are taken on, so it could not say that there are none.
        if supply.isExhausted || taken >= available || limit.map({ taken >= $0 }) ?? false { isExhausted = true }
    }
}
