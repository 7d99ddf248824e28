import HeapModule

/// The faults that are on order, and how often each has hit.
struct FaultBook {
    private var rules: [Rule]
    private var random: SplitMix

    /// When the requests that are being answered will have been.
    private var ends: Heap<ContinuousClock.Instant> = []

    private struct Rule {
        let fault: Fault
        var hits: [SandboxTarget?: Int] = [:]
        /// When each place in the queue is free again.
        var places: Heap<ContinuousClock.Instant> = []

        /// How long a request waits that comes now and takes `delay` milliseconds.
        mutating func wait(_ delay: Int, now: ContinuousClock.Instant) -> Duration {
            guard let queue = fault.queue else { return .milliseconds(delay) }
            var start = now
            if places.count >= queue, let free = places.popMin() { start = max(now, free) }
            let end = start + .milliseconds(delay)
            places.insert(end)
            return end - now
        }
    }

    init(_ faults: [Fault], seed: UInt64) {
        rules = faults.map { Rule(fault: $0) }
        random = SplitMix(state: seed)
    }

    mutating func add(_ faults: [Fault]) { rules += faults.map { Rule(fault: $0) } }

    mutating func clear() { rules = [] }

    /// What hits this request: a wait, and the first fault of another kind that fits.
    mutating func hit(
        _ request: SandboxRequest, now: ContinuousClock.Instant
    ) -> (delay: Duration, fault: Fault?) {
        while let end = ends.min, end <= now { ends.removeMin() }
        var delay: Duration = .zero
        var chosen: Fault?
        for index in rules.indices {
            let fault = rules[index].fault
            guard fault.fits(request), chosen == nil || fault.action == .delay else { continue }
            guard fault.beyond.map({ ends.count >= $0 }) ?? true else { continue }
            let counter = fault.scope == .target ? request.target : nil
            let seen = rules[index].hits[counter, default: 0]
            rules[index].hits[counter] = seen + 1
            guard seen >= fault.skip, fault.times.map({ seen < fault.skip + $0 }) ?? true else { continue }
            guard fault.probability >= 1 || Double.random(in: 0..<1, using: &random) < fault.probability else {
                continue
            }
            if fault.action != .drip {
                delay += rules[index].wait(Int.random(in: fault.delay, using: &random), now: now)
            }
            if fault.action != .delay { chosen = fault }
        }
        ends.insert(now + delay)
        return (delay, chosen)
    }
}

/// A generator with a seed, so that a failure can be repeated. Source: S. Vigna, splitmix64.c (public domain algorithm).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
