/// A run in waves: a number of items, then a pause, then a gate that decides whether to continue.
package struct WavePolicy: Sendable, Equatable {
    package enum Size: Sendable, Equatable {
        case count(Int)
        /// A share of the run's items; over 0, up to 100.
        case percent(Double)

        /// Reads `10%` or a count.
        /// - Throws: `InvalidInput` for anything else.
        package init(text: String) throws {
            if text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100 {
                self = .percent(percent)
            } else if let count = Int(text), (1...1_000_000_000).contains(count) {
                self = .count(count)
            } else {
                throw InvalidInput(
                    "\(quoted(text)) is not a wave size", fix: "write a share like 10% or a count like 50")
            }
        }
    }

    package let size: Size
    /// Between the last outcome of a wave and the gate.
    package let pause: Duration
    /// Exits with 0 when the next wave may begin.
    package let gate: ProgramCall?

    package init(size: Size, pause: Duration, gate: ProgramCall?) {
        self.size = size
        self.pause = pause
        self.gate = gate
    }

    /// The number of items in one wave of a run with `total` items, at least 1.
    package func items(of total: Int) -> Int {
        switch size {
        case .count(let count): count
        case .percent(let percent): max(1, Int((Double(total) * percent / 100).rounded(.up)))
        }
    }
}
