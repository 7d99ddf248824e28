package import Model
package import Secrecy

/// Draws uniformly from the strings that conform to a policy.
package struct PasswordGenerator: Sendable {
    private let policy: PasswordPolicy
    private let space: PasswordSpace
    private let alphabet: [UInt8]
    /// For each character of the alphabet, the index of its class.
    private let classOf: [Int]
    private let drawsWhole: Bool

    /// At this share of conforming strings, drawing until one conforms is quicker than drawing class by class.
    private static let leastAcceptance = 0.125

    package init(_ policy: PasswordPolicy) {
        self.policy = policy
        space = PasswordSpace(policy)
        alphabet = policy.classes.flatMap(\.characters)
        classOf = policy.classes.enumerated().flatMap { index, each in each.characters.map { _ in index } }
        drawsWhole = space.acceptance >= Self.leastAcceptance
    }

    /// - Throws: `ValueError.noRandomness`.
    package func value(from entropy: inout EntropyPool) throws -> Secret {
        var text = SecretBuffer(capacity: policy.length)
        if drawsWhole {
            repeat {
                text.removeAll()
            } while try !drawWhole(into: &text, from: &entropy)
        } else {
            try drawByClass(into: &text, from: &entropy)
        }
        return text.secret()
    }

    /// A string of the whole alphabet. - Returns: whether it conforms; if not, it is to be thrown away whole.
    private func drawWhole(into text: inout SecretBuffer, from entropy: inout EntropyPool) throws -> Bool {
        var missing = policy.classes.map(\.minimum)
        for _ in 0..<policy.length {
            let drawn = try entropy.number(below: alphabet.count)
            missing[classOf[drawn]] -= 1
            text.append(alphabet[drawn])
        }
        return missing.allSatisfy { $0 <= 0 }
    }

    /// First how many of each class, with the probability that they have among all conforming strings; then the
    /// characters; then their order.
    private func drawByClass(into text: inout SecretBuffer, from entropy: inout EntropyPool) throws {
        var fractions: [Double] = []
        for _ in policy.classes { fractions.append(try entropy.fraction()) }
        var next = fractions.makeIterator()
        let counts = space.drawCounts { next.next() ?? 0 }
        for (each, count) in zip(policy.classes, counts) {
            for _ in 0..<count { text.append(each.characters[try entropy.number(below: each.characters.count)]) }
        }
        for last in stride(from: text.count - 1, to: 0, by: -1) {
            text.swapAt(last, try entropy.number(below: last + 1))
        }
    }
}
