/// How many failures a run tolerates.
package enum FailureLimit: Sendable, Equatable {
    case count(Int)
    /// A share of the finished items, 0 to 100; it applies once `minimumSample` items are finished.
    case percent(Double)

    package static let minimumSample = 20

    /// Reads `5%`, `0.5%` or a count like `3`.
    /// - Throws: `InvalidInput` for anything else.
    package init(text: String) throws {
        if text.hasSuffix("%"), let percent = Double(text.dropLast()), (0...100).contains(percent) {
            self = .percent(percent)
        } else if let count = Int(text), count >= 0 {
            self = .count(count)
        } else {
            throw InvalidInput(
                "\(quoted(text)) is not a failure limit", fix: "write a share like 5% or a count like 3")
        }
    }

    package func isExceeded(failures: Int, finished: Int) -> Bool {
        switch self {
        case .count(let maximum): failures > maximum
        case .percent(let maximum):
            finished >= Self.minimumSample && Double(failures) * 100 > maximum * Double(finished)
        }
    }
}
