/// Durations by the million in a few kilobytes: each is counted with three digits of it kept.
///
/// Hand-written: one size and one range are needed, in 50 lines; a histogram library would be one more dependency.
package struct LatencyHistogram: Sendable {
    package private(set) var count = 0
    package private(set) var sum: Int64 = 0
    private var cells = [Int](repeating: 0, count: Self.cellCount)

    /// A cell for each value below 2,048; above, 1,024 for each doubling, up to 2^50 microseconds.
    private static let precision = 10
    private static let cellCount = (50 - precision + 1) << precision

    package init() {}

    /// - Parameter microseconds: 0 or more.
    package mutating func add(_ microseconds: Int64) {
        let value = Int(max(0, min(microseconds, 1 << 49)))
        count += 1
        sum += Int64(value)
        cells[Self.cell(value)] += 1
    }

    package mutating func add(_ other: LatencyHistogram) {
        count += other.count
        sum += other.sum
        for index in cells.indices { cells[index] += other.cells[index] }
    }

    /// The least duration in microseconds that `share` of all are not above; `nil` where there is none.
    ///
    /// - Parameter share: 0 to 1.
    package func quantile(_ share: Double) -> Int64? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for (index, cell) in cells.enumerated() where cell > 0 {
            seen += cell
            if seen >= rank { return Self.lowerBound(index) }
        }
        return nil
    }

    /// How many are not above `microseconds`.
    package func count(upTo microseconds: Int64) -> Int {
        cells[...Self.cell(Int(max(0, min(microseconds, 1 << 49))))].reduce(0, +)
    }

    private static func cell(_ value: Int) -> Int {
        let doublings = max(0, Int.bitWidth - value.leadingZeroBitCount - 1 - precision)
        return (doublings << precision) + value >> doublings
    }

    private static func lowerBound(_ cell: Int) -> Int64 {
        let doublings = max(0, cell >> precision - 1)
        return Int64((cell - doublings << precision) << doublings)
    }
}
