import Foundation
import Testing

@testable import Model

@Suite struct PasswordSpaceTests {
    /// Counts by walking through all compositions with exact integers, in another way than the type does.
    private func exactCount(_ policy: PasswordPolicy) -> Double {
        func ways(_ index: Int, _ rest: Int) -> Double {
            guard index < policy.classes.count else { return rest == 0 ? 1 : 0 }
            let each = policy.classes[index]
            var sum = 0.0
            for count in stride(from: each.minimum, through: rest, by: 1) {
                var choose = 1.0
                for step in 0..<count { choose = choose * Double(rest - step) / Double(step + 1) }
                var power = 1.0
                for _ in 0..<count { power *= Double(each.characters.count) }
                sum += choose * power * ways(index + 1, rest - count)
            }
            return sum
        }
        return ways(0, policy.length)
    }

    @Test(
        "the entropy is the logarithm of the number of conforming strings",
        arguments: [
            (8, [:]), (8, [.lower: 2, .upper: 2, .digit: 2, .symbol: 2]), (12, [.digit: 8, .symbol: -1]),
            (10, [.lower: -1, .upper: -1, .symbol: -1]), (16, [.upper: 0, .digit: 5]),
        ] as [(Int, [CharacterClass: Int])])
    func entropy(length: Int, minimum: [CharacterClass: Int]) throws {
        let policy = try PasswordPolicy(length: length, minimum: minimum, edges: .any)
        let bits = PasswordSpace(policy).entropyBits
        var expected = exactCount(policy)
        var logarithm = 0.0
        while expected >= 2 {
            expected /= 2
            logarithm += 1
        }
        #expect(bits >= logarithm - 0.001 && bits <= logarithm + 1.001)
    }

    @Test(
        "what may stand at the ends counts: as many strings as all that begin and end so",
        arguments: [EdgeCharacters.any, .alphanumeric, .letter])
    func ends(edges: EdgeCharacters) throws {
        // Few characters, so that all strings can be gone through.
        let policy = try PasswordPolicy(
            length: 8, minimum: [.lower: 1, .upper: -1, .digit: 0, .symbol: 2], symbols: "-",
            exclude: "cdefghijklmnopqrstuvwxyz23456789", edges: edges)
        let alphabet = policy.classes.flatMap(\.characters)
        var count = 0
        var text = [Int](repeating: 0, count: 8)
        while true {
            let bytes = text.map { alphabet[$0] }
            let symbols = bytes.count { $0 == UInt8(ascii: "-") }
            let letters = bytes.count { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            if symbols >= 2, letters >= 1, edges.allowsFirst(bytes[0]), edges.allowsLast(bytes[7]) { count += 1 }
            guard let place = text.lastIndex(where: { $0 < alphabet.count - 1 }) else { break }
            text[place] += 1
            for later in (place + 1)..<8 where later < 8 { text[later] = 0 }
        }
        #expect(abs(PasswordSpace(policy).entropyBits - log2(Double(count))) < 0.000_1)
        #expect(policy.minEntropyBits <= PasswordSpace(policy).entropyBits)
    }

    @Test("ends that leave no room for what must be there are refused")
    func noRoomAtTheEnds() throws {
        let symbols: [CharacterClass: Int] = [.lower: 1, .upper: -1, .digit: -1, .symbol: 7]
        #expect(throws: InvalidInput.self) { try PasswordPolicy(length: 8, minimum: symbols) }
        _ = try PasswordPolicy(length: 8, minimum: symbols, edges: .any)
        let digits: [CharacterClass: Int] = [.lower: -1, .upper: -1, .symbol: -1]
        #expect(throws: InvalidInput.self) { try PasswordPolicy(length: 20, minimum: digits, edges: .letter) }
    }

    @Test(
        "a token's entropy counts what may stand at its ends",
        arguments: [
            (.hex, .alphanumeric, 64), (.hex, .letter, 62.585), (.base64url, .alphanumeric, 63.954),
            (.base64url, .any, 64),
            (.base32, .letter, 63.7),
        ] as [(Generator.TokenEncoding, EdgeCharacters, Double)])
    func tokens(encoding: Generator.TokenEncoding, edges: EdgeCharacters, bits: Double) {
        #expect(abs(TokenPolicy(bytes: 8, encoding: encoding, edges: edges).entropyBits - bits) < 0.001)
    }

    @Test("a policy of digits alone has log2(10) bits a character")
    func digits() throws {
        let policy = try PasswordPolicy(length: 20, minimum: [.lower: -1, .upper: -1, .symbol: -1])
        #expect(abs(PasswordSpace(policy).entropyBits - 66.4386) < 0.001)
    }

    @Test(
        "a policy that no string meets is refused",
        arguments: [
            (7, [:], "-_", ""), (1_025, [:], "-_", ""), (8, [.digit: 9], "-_", ""), (8, [.symbol: 1], "", ""),
            (12, [:], "-_", "0123456789"), (12, [.lower: -2], "-_", ""), (12, [:], "aé", ""),
            (12, [.lower: -1, .upper: -1, .digit: -1, .symbol: -1], "-", ""),
        ] as [(Int, [CharacterClass: Int], String, String)])
    func refused(length: Int, minimum: [CharacterClass: Int], symbols: String, exclude: String) {
        #expect(throws: InvalidInput.self) {
            try PasswordPolicy(length: length, minimum: minimum, symbols: symbols, exclude: exclude)
        }
    }
}
