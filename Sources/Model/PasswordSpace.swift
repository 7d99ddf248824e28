#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The strings that conform to a password policy, in groups that are easy to draw from.
///
/// If the policy restricts the ends, a group has the strings with a character of one class first and of one class last.
/// Otherwise one group has all strings.
package struct PasswordSpace: Sendable {
    package let policy: PasswordPolicy
    private let groups: [Group]
    /// The natural logarithm of the number of conforming strings.
    private let logWays: Double

    private struct Group: Sendable {
        let ends: Ends?
        let middle: CharacterCounts
        let logWays: Double
    }

    /// The classes of the first and the last character, as indices into the policy's.
    package struct Ends: Sendable, Equatable {
        package let first: Int
        package let last: Int
    }

    /// How many characters of each class a string has between its ends, and the classes at the ends.
    package struct Drawing: Sendable {
        package let ends: Ends?
        package let middle: [Int]
    }

    package init(_ policy: PasswordPolicy) {
        self.policy = policy
        var known: [[CharacterCounts.Class]: CharacterCounts] = [:]
        groups = policy.ends.map { ends in
            let classes = policy.classes.enumerated().map { index, each in
                let placed = ends.map { ($0.first == index ? 1 : 0) + ($0.last == index ? 1 : 0) } ?? 0
                return CharacterCounts.Class(size: each.characters.count, minimum: max(0, each.minimum - placed))
            }
            let middle =
                known[classes] ?? CharacterCounts(length: policy.length - (ends == nil ? 0 : 2), classes: classes)
            known[classes] = middle
            let logEnds = ends.map { log(Double(classes[$0.first].size)) + log(Double(classes[$0.last].size)) } ?? 0
            return Group(ends: ends, middle: middle, logWays: middle.logWays + logEnds)
        }
        logWays = CharacterCounts.logarithmOfSum(groups.map(\.logWays))
    }

    /// log₂ of the number of conforming strings, which all have the same probability.
    package var entropyBits: Double { logWays / log(2) }

    /// The probability that a string drawn from the whole alphabet conforms.
    package var acceptance: Double {
        let size = policy.classes.reduce(0) { $0 + $1.characters.count }
        return exp(logWays - Double(policy.length) * log(Double(size)))
    }

    /// The structure of a uniformly drawn conforming string.
    /// - Parameter uniform: gives numbers in 0..<1.
    package func draw(uniform: () -> Double) -> Drawing {
        let group = groups[CharacterCounts.index(of: groups.map(\.logWays), all: logWays, uniform())]
        return Drawing(ends: group.ends, middle: group.middle.draw(uniform: uniform))
    }
}
