package import Model
package import Secrets

/// Draws uniformly from the strings that conform to a policy.
package struct PasswordGenerator: Sendable {
    private let policy: PasswordPolicy
    private let space: PasswordSpace
    /// Maps each random byte to a character, so that every character has the same number of bytes.
    private let drawn: [Drawn]
    private let drawsWhole: Bool

    private struct Drawn {
        let character: UInt8
        /// The index of its class; `nil` for bytes above the last whole multiple of the alphabet's size, which would
        /// favour the first characters.
        let place: UInt8?
    }

    /// Above this share of conforming strings, drawing until one conforms is faster than drawing class by class.
    private static let minAcceptance = 0.125

    package init(_ policy: PasswordPolicy) {
        self.policy = policy
        space = PasswordSpace(policy)
        let alphabet = policy.classes.flatMap(\.characters)
        let places = policy.classes.enumerated().flatMap { index, each in each.characters.map { _ in UInt8(index) } }
        drawn = (0..<256).map { byte in
            let at = byte % alphabet.count
            return Drawn(
                character: alphabet[at], place: byte < 256 - 256 % alphabet.count ? places[at] : nil)
        }
        drawsWhole = space.acceptance >= Self.minAcceptance
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

    /// A string over the whole alphabet. - Returns: whether it conforms; if not, the whole string must be discarded.
    private func drawWhole(into text: inout SecretBuffer, from entropy: inout EntropyPool) throws -> Bool {
        try withUnsafeTemporaryAllocation(of: Int.self, capacity: policy.classes.count) { missing in
            for (index, each) in policy.classes.enumerated() { missing[index] = each.minimum }
            var left = policy.length
            while left > 0 {
                try entropy.draw { bytes in
                    for (index, byte) in bytes.enumerated() {
                        let next = drawn[Int(byte)]
                        guard let place = next.place else { continue }
                        // A character that is not allowed at an end would only be discarded with the rest.
                        if left == policy.length, !policy.edges.allowsFirst(next.character) { continue }
                        if left == 1, !policy.edges.allowsLast(next.character) { continue }
                        missing[Int(place)] -= 1
                        text.append(next.character)
                        left -= 1
                        if left == 0 { return index + 1 }
                    }
                    return bytes.count
                }
            }
            return missing.allSatisfy { $0 <= 0 }
        }
    }

    /// Draws first how many characters each class has (with the probability among all conforming strings) and which
    /// classes are at the ends; then the characters; then their order.
    private func drawByClass(into text: inout SecretBuffer, from entropy: inout EntropyPool) throws {
        var fractions: [Double] = []
        for _ in 0...policy.classes.count { fractions.append(try entropy.fraction()) }
        var next = fractions.makeIterator()
        let drawing = space.draw { next.next() ?? 0 }
        if let ends = drawing.ends { try drawCharacter(of: ends.first, into: &text, from: &entropy) }
        let start = text.count
        for (index, count) in drawing.middle.enumerated() {
            for _ in 0..<count { try drawCharacter(of: index, into: &text, from: &entropy) }
        }
        for last in stride(from: text.count - 1, to: start, by: -1) {
            text.swapAt(last, start + (try entropy.number(below: last - start + 1)))
        }
        if let ends = drawing.ends { try drawCharacter(of: ends.last, into: &text, from: &entropy) }
    }

    private func drawCharacter(
        of index: Int, into text: inout SecretBuffer, from entropy: inout EntropyPool
    ) throws {
        let characters = policy.classes[index].characters
        text.append(characters[try entropy.number(below: characters.count)])
    }
}
