package import Clock

/// How many requests may be under way at once: as many as the plan allows, and fewer while that is too much for the API.
///
/// Half of them go at each sign of too much load, and one comes back with each window's worth of good answers (additive
/// increase, multiplicative decrease: D.-M. Chiu and R. Jain, 1989; RFC 5681, section 3.1).
package struct ConcurrencyWindow: Sendable {

    package let ceiling: Int
    private var size: Double
    /// What left before this moment left under a wider window and says nothing about the present one.
    private var narrowedAt: Instant?
    private var round = Round()
    /// The mean time to an answer, over the last rounds.
    private var usual: Duration?
    private var phase = Phase.steady

    private struct Round {
        var count = 0
        var total: Duration = .zero
        var began: Instant?
    }

    private enum Phase {
        case steady
        /// The last round was slow. It holds answers from before that, so one more is looked at.
        case suspect
        /// The window was narrowed for slowness; before that so many answers came in a second.
        case narrowed(perSecond: Double)
    }

    /// Answers of a round, at least: fewer say little where their times vary.
    package static let minRound = 16
    /// Slower by less than this is no reason to hold back.
    package static let tolerance: Duration = .milliseconds(50)

    /// - Parameter ceiling: at least 1; the window begins there.
    package init(ceiling: Int) {
        self.ceiling = max(1, ceiling)
        size = Double(self.ceiling)
    }

    /// 1 to `ceiling`.
    package var allowed: Int { Int(size) }

    /// A good answer, to a request that left at `start`.
    package mutating func recordAnswer(after duration: Duration, start: Instant) {
        guard isPresent(start) else { return }
        if allowed < ceiling { size = min(Double(ceiling), size + 1 / size) }
        if round.count == 0 { round.began = start + duration }
        round.count += 1
        round.total += duration
        guard round.count >= max(Self.minRound, allowed) else { return }
        judge(at: start + duration)
    }

    /// A refusal for too much load, or no answer in time, to a request that left at `start`.
    package mutating func refused(start: Instant, at now: Instant) {
        guard isPresent(start) else { return }
        phase = .steady
        narrow(at: now)
    }

    /// At the end of a round.
    private mutating func judge(at now: Instant) {
        let mean = round.total / round.count
        let elapsed = max((round.began ?? now).duration(to: now), .microseconds(1))
        let perSecond = Double(round.count - 1) / (elapsed / .seconds(1))
        round = Round()
        let usual = usual ?? mean
        if case .narrowed(let before) = phase, perSecond < before * 3 / 4 {
            // Fewer requests brought fewer answers: that is the API's own pace, and not for our load.
            size = min(Double(ceiling), size * 2)
            self.usual = mean
            phase = .steady
            return
        }
        let isSlow = mean > usual * 2 && mean - usual > Self.tolerance
        switch (isSlow, phase) {
        case (false, _):
            // Up only slowly, or it would follow the load that it is there to notice.
            self.usual = usual + (mean - usual) / (mean < usual ? 8 : 64)
            phase = .steady
        case (true, .suspect):
            phase = .narrowed(perSecond: perSecond)
            narrow(at: now)
        case (true, _): phase = .suspect
        }
    }

    private mutating func narrow(at now: Instant) {
        size = max(1, size / 2)
        narrowedAt = now
        round = Round()
    }

    private func isPresent(_ start: Instant) -> Bool { narrowedAt.map { start > $0 } ?? true }
}
