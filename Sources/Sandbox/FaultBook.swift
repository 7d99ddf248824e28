/// The faults that are on order, and how often each has hit.
struct FaultBook {
    private var rules: [(fault: Fault, hits: [SandboxTarget?: Int])]
    private var random: SplitMix

    init(_ faults: [Fault], seed: UInt64) {
        rules = faults.map { ($0, [:]) }
        random = SplitMix(state: seed)
    }

    mutating func add(_ faults: [Fault]) { rules += faults.map { ($0, [:]) } }

    mutating func clear() { rules = [] }

    /// What hits this request: a wait, and the first fault of another kind that fits.
    mutating func hit(method: String, target: SandboxTarget?) -> (delay: Int, fault: Fault?) {
        var delay = 0
        var chosen: Fault?
        for index in rules.indices {
            let fault = rules[index].fault
            guard fault.fits(method: method, target: target), chosen == nil || fault.action == .delay else { continue }
            let counter = fault.scope == .target ? target : nil
            let seen = rules[index].hits[counter, default: 0]
            rules[index].hits[counter] = seen + 1
            guard seen >= fault.skip, fault.times.map({ seen < fault.skip + $0 }) ?? true else { continue }
            guard fault.probability >= 1 || Double.random(in: 0..<1, using: &random) < fault.probability else {
                continue
            }
            if fault.action != .drip { delay += Int.random(in: fault.delay, using: &random) }
            if fault.action != .delay { chosen = fault }
        }
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
