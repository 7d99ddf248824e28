package import Model

/// A run's time in equal stretches, and what happened in each.
package struct Timeline: Sendable {
    /// Microseconds since 1970 in UTC.
    package let start: Int64
    /// A stretch in microseconds.
    package let width: Int64
    package private(set) var departed: [Int]
    package private(set) var finished: [[ItemState: Int]]

    /// - Parameters:
    ///   - start: When the run began.
    ///   - end: When it ended, or the present; both in microseconds since 1970.
    init(start: Int64, end: Int64, stretches: Int = 120) {
        self.start = start
        width = max(
            1_000,
            (min(max(1, Moment.microseconds(from: start, to: end)), .max / 2) + Int64(stretches) - 1) / Int64(stretches)
        )
        departed = Array(repeating: 0, count: stretches)
        finished = Array(repeating: [:], count: stretches)
    }

    mutating func depart(at moment: Int64) {
        departed[stretch(Int(Moment.microseconds(from: start, to: moment) / width))] += 1
    }

    mutating func finish(_ count: Int, _ state: ItemState, in number: Int) {
        finished[stretch(number), default: [:]][state, default: 0] += count
    }

    /// What a clock that was set puts outside counts at the edge.
    private func stretch(_ number: Int) -> Int { max(0, min(departed.count - 1, number)) }

    /// The first stretches, up to the last in which anything happened.
    package var used: Int {
        let last = departed.indices.last { departed[$0] > 0 || !finished[$0].isEmpty }
        return (last ?? 0) + 1
    }
}

extension [[ItemState: Int]] {
    fileprivate subscript(index: Int, default empty: [ItemState: Int]) -> [ItemState: Int] {
        get { indices.contains(index) ? self[index] : empty }
        set { self[index] = newValue }
    }
}
