package import Clock

/// How many requests may be under way at once: as many as the plan allows, and fewer while the API is overloaded.
///
/// Each sign of overload halves the window. Each full window of good answers adds one (additive increase,
/// multiplicative decrease: D.-M. Chiu and R. Jain, 1989; RFC 5681, section 3.1).
package struct ConcurrencyWindow: Sendable {

    package let ceiling: Int
    private var size: Double
    /// A request that left before this moment left under a wider window, so its answer says nothing about the present
    /// one.
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
        /// The last round was slow. It contains answers from before it began, so one more round is measured.
        case suspect
        /// The window was narrowed because of slowness; before that, this many answers came per second.
        case narrowed(perSecond: Double)
    }

    /// The minimum number of answers in a round: fewer say little when their times vary.
    package static let minRound = 16
    /// A slowdown smaller than this does not narrow the window.
    package static let tolerance: Duration = .milliseconds(50)

    /// - Parameter ceiling: at least 1; the window begins there.
    package init(ceiling: Int) {
        self.ceiling = max(1, ceiling)
        size = Double(self.ceiling)
    }

    /// 1 to `ceiling`.
    package var allowed: Int { Int(size) }

    /// A good answer to a request that left at `start`.
    package mutating func recordAnswer(after duration: Duration, start: Instant) {
        guard isPresent(start) else { return }
        if allowed < ceiling { size = min(Double(ceiling), size + 1 / size) }
        if round.count == 0 { round.began = start + duration }
        round.count += 1
        round.total += duration
        guard round.count >= max(Self.minRound, allowed) else { return }
        judge(at: start + duration)
    }

    /// A rejection because of overload, or a timeout, of a request that left at `start`.
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
            // Fewer requests brought fewer answers: the API is slow by itself, not because of our load.
            size = min(Double(ceiling), size * 2)
            self.usual = mean
            phase = .steady
            return
        }
        let isSlow = mean > usual * 2 && mean - usual > Self.tolerance
        switch (isSlow, phase) {
        case (false, _):
            // It may rise only slowly, or it would hide the overload that it must detect.
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
