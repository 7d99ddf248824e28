/// How many targets an entry must have before a run sends anything.
package enum ExpectedCount: Sendable, Equatable {
    case exactly(Int)
    case atLeast(Int)

    /// - Parameter text: `40` or `>= 40`.
    /// - Throws: `InvalidInput`.
    package init(_ text: String) throws {
        let isMinimum = text.hasPrefix(">=")
        let digits = isMinimum ? text.dropFirst(2).drop { $0 == " " } : text[...]
        guard let number = Int(digits), number > 0, String(number) == digits else {
            throw InvalidInput(
                "\(quoted(text)) is not a number of targets", fix: "write a whole number from 1, or \">= 40\"")
        }
        self = isMinimum ? .atLeast(number) : .exactly(number)
    }

    package func holds(_ count: Int) -> Bool {
        switch self {
        case .exactly(let number): count == number
        case .atLeast(let number): count >= number
        }
    }
}

extension ExpectedCount: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exactly(let number): "\(number)"
        case .atLeast(let number): "at least \(number)"
        }
    }
}
