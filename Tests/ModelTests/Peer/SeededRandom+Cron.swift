import TestSupport

extension SeededRandom {
    /// 1990 to 2023: later rules differ from one release of the tz database to the next.
    static let instants = 631_152_000..<1_704_067_200

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// Of ten.
    mutating func chance(_ share: Int) -> Bool { Int.random(in: 0..<10, using: &self) < share }

    mutating func instant() -> Int { Int.random(in: Self.instants, using: &self) }
}
