#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The strings of one length over some classes of characters, counted by how many characters each class has.
///
/// A string of length L with n characters of each class c is one of L!/∏n! × ∏|c|ⁿ; the counts are kept as logarithms
/// because they pass every integer type.
struct CharacterCounts: Sendable {
    struct Class: Sendable, Hashable {
        let size: Int
        let minimum: Int
    }

    private let length: Int
    private let classes: [Class]
    /// `ways[c][r]`: the natural logarithm of the number of ways to fill r given positions with the classes from c on.
    private let ways: [[Double]]
    private let logFactorials: [Double]

    init(length: Int, classes: [Class]) {
        self.length = length
        self.classes = classes
        var factorials = [0.0]
        for number in stride(from: 1, through: length, by: 1) {
            factorials.append((factorials.last ?? 0) + log(Double(number)))
        }
        logFactorials = factorials
        var ways = [[Double]](repeating: [], count: classes.count + 1)
        ways[classes.count] = (0...length).map { $0 == 0 ? 0 : -.infinity }
        for index in classes.indices.reversed() {
            ways[index] = (0...length).map { rest in
                // The first class is only ever asked for the whole length.
                if index == 0, rest < length { return -.infinity }
                return Self.logarithmOfSum(
                    Self.terms(classes[index], rest: rest, following: ways[index + 1], factorials))
            }
        }
        self.ways = ways
    }

    /// The natural logarithm of the number of strings.
    var logWays: Double { ways[0][length] }

    /// How many characters of each class a uniformly drawn string has.
    /// - Parameter uniform: gives numbers in 0..<1.
    func draw(uniform: () -> Double) -> [Int] {
        var rest = length
        return classes.indices.map { index in
            let terms = Self.terms(classes[index], rest: rest, following: ways[index + 1], logFactorials)
            let chosen = Self.index(of: terms, all: ways[index][rest], uniform())
            rest -= chosen
            return chosen
        }
    }

    /// The index that a number in 0..<1 chooses, each with its share of `all`.
    static func index(of terms: [Double], all: Double, _ fraction: Double) -> Int {
        var left = fraction
        for (index, term) in terms.enumerated() {
            left -= exp(term - all)
            if left < 0 { return index }
        }
        return terms.lastIndex { $0 > -.infinity } ?? 0
    }

    /// For each number n of characters of `class`: the logarithm of the ways to place them and to fill the rest.
    private static func terms(
        _ class: Class, rest: Int, following: [Double], _ factorials: [Double]
    ) -> [Double] {
        let size = log(Double(`class`.size))
        return (0...rest).map { count in
            guard count >= `class`.minimum, following[rest - count] > -.infinity else { return -.infinity }
            let choose = factorials[rest] - factorials[count] - factorials[rest - count]
            return choose + Double(count) * size + following[rest - count]
        }
    }

    static func logarithmOfSum(_ terms: [Double]) -> Double {
        guard let largest = terms.max(), largest > -.infinity else { return -.infinity }
        return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
    }
}
