#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The strings that conform to a password policy, counted by how many characters each class has.
///
/// A string of length L with n characters of each class c is one of L!/∏n! × ∏|c|ⁿ; the counts are kept as logarithms
/// because they pass every integer type.
package struct PasswordSpace: Sendable {
    package let policy: PasswordPolicy
    /// `ways[c][r]`: the natural logarithm of the number of ways to fill r given positions with the classes from c on.
    private let ways: [[Double]]

    package init(_ policy: PasswordPolicy) {
        self.policy = policy
        let length = policy.length
        var ways = [[Double]](repeating: [], count: policy.classes.count + 1)
        ways[policy.classes.count] = (0...length).map { $0 == 0 ? 0 : -.infinity }
        for index in policy.classes.indices.reversed() {
            ways[index] = (0...length).map { rest in
                Self.logarithmOfSum(
                    Self.terms(policy.classes[index], rest: rest, following: ways[index + 1]))
            }
        }
        self.ways = ways
    }

    /// log₂ of the number of conforming strings, which all have the same probability.
    package var entropyBits: Double { ways[0][policy.length] / log(2) }

    /// The probability that a string drawn from the whole alphabet conforms.
    package var acceptance: Double {
        let size = policy.classes.reduce(0) { $0 + $1.characters.count }
        return exp(ways[0][policy.length] - Double(policy.length) * log(Double(size)))
    }

    /// How many characters of each class a uniformly drawn conforming string has.
    /// - Parameter uniform: gives numbers in 0..<1.
    package func drawCounts(uniform: () -> Double) -> [Int] {
        var rest = policy.length
        return policy.classes.indices.map { index in
            let terms = Self.terms(policy.classes[index], rest: rest, following: ways[index + 1])
            var left = uniform()
            let all = ways[index][rest]
            var chosen = terms.lastIndex { $0 > -.infinity } ?? 0
            for (count, term) in terms.enumerated() {
                left -= exp(term - all)
                if left < 0 {
                    chosen = count
                    break
                }
            }
            rest -= chosen
            return chosen
        }
    }

    /// For each number n of characters of `class`: the logarithm of the ways to place them and to fill the rest.
    private static func terms(_ class: PasswordPolicy.Class, rest: Int, following: [Double]) -> [Double] {
        (0...rest).map { count in
            guard count >= `class`.minimum else { return -.infinity }
            let choose = lgamma(Double(rest + 1)) - lgamma(Double(count + 1)) - lgamma(Double(rest - count + 1))
            return choose + Double(count) * log(Double(`class`.characters.count)) + following[rest - count]
        }
    }

    private static func logarithmOfSum(_ terms: [Double]) -> Double {
        guard let largest = terms.max(), largest > -.infinity else { return -.infinity }
        return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
    }
}
