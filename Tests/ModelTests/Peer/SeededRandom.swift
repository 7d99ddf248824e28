/// SplitMix64: the same numbers from the same seed.
struct SeededRandom: RandomNumberGenerator {
    /// 1990 to 2023: later rules differ from one release of the tz database to the next.
    static let instants = 631_152_000..<1_704_067_200

    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// Of ten.
    mutating func chance(_ share: Int) -> Bool { Int.random(in: 0..<10, using: &self) < share }

    mutating func instant() -> Int { Int.random(in: Self.instants, using: &self) }
}
