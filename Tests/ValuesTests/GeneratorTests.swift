import Model
import Secrets
import Testing

@testable import Values

@Suite struct GeneratorTests {
    private func text(_ secret: Secret) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }

    private func values(_ generator: Generator, _ count: Int) throws -> [String] {
        var entropy = EntropyPool()
        let maker = ValueGenerator(generator)
        return try (0..<count).map { _ in text(try maker.value(from: &entropy, unixMilliseconds: 1_700_000_000_123)) }
    }

    @Test(
        "every password conforms to its policy",
        arguments: [
            (32, [:]), (8, [.lower: 2, .upper: 2, .digit: 2, .symbol: 2]), (40, [.digit: 30]),
            (24, [.symbol: -1]), (1_024, [.upper: 900]),
        ] as [(Int, [CharacterClass: Int])])
    func passwords(length: Int, minimum: [CharacterClass: Int]) throws {
        let policy = try PasswordPolicy(length: length, minimum: minimum, symbols: "-_.~", exclude: "0O1lI")
        for value in try values(.password(policy), 300) {
            #expect(value.utf8.count == length)
            #expect(value.allSatisfy { !"0O1lI".contains($0) })
            for each in policy.classes {
                #expect(value.utf8.filter(each.characters.contains).count >= each.minimum)
            }
            #expect(value.utf8.allSatisfy { byte in policy.classes.contains { $0.characters.contains(byte) } })
        }
    }

    /// Chi-squared with 65 degrees of freedom passes 130 with a probability under 1 in 100,000.
    @Test("all characters of a password are equally likely")
    func uniform() throws {
        let policy = try PasswordPolicy(
            length: 64, minimum: [.lower: 0, .upper: 0, .digit: 0, .symbol: 0])
        var counts: [UInt8: Int] = [:]
        for value in try values(.password(policy), 2_000) { for byte in value.utf8 { counts[byte, default: 0] += 1 } }
        let expected = 64.0 * 2_000 / 66
        let statistic = counts.values.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect(counts.count == 66)
        #expect(statistic < 130)
    }

    /// Both ways of drawing must have the same distribution: the number of digits is compared, mean 2.2 and 4.
    @Test("drawing class by class gives what drawing whole strings gives")
    func tightPolicies() throws {
        let tight = try PasswordPolicy(length: 8, minimum: [.lower: 2, .upper: 2, .digit: 2, .symbol: 1])
        let space = PasswordSpace(tight)
        #expect(space.acceptance < 0.125)
        let alphabet = tight.classes.flatMap(\.characters)
        var random = SystemRandomNumberGenerator()
        var reference: [Int] = []
        while reference.count < 3_000 {
            let drawn = (0..<8).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            guard tight.classes.allSatisfy({ each in drawn.filter(each.characters.contains).count >= each.minimum })
            else { continue }
            reference.append(drawn.filter { (0x30...0x39).contains($0) }.count)
        }
        let made = try values(.password(tight), 3_000).map { $0.utf8.filter { (0x30...0x39).contains($0) }.count }
        let mean = { (list: [Int]) in Double(list.reduce(0, +)) / Double(list.count) }
        #expect(abs(mean(reference) - mean(made)) < 0.06)  // six standard errors
    }

    @Test("tokens, UUIDs and PINs have their forms")
    func forms() throws {
        for value in try values(.token(TokenPolicy(bytes: 32, encoding: .hex)), 20) {
            #expect(value.wholeMatch(of: /[0-9a-f]{64}/) != nil)
        }
        for value in try values(.token(TokenPolicy(bytes: 32, encoding: .base64url)), 20) {
            #expect(value.wholeMatch(of: /[-_A-Za-z0-9]{43}/) != nil)
        }
        for value in try values(.token(TokenPolicy(bytes: 32, encoding: .base64)), 20) {
            #expect(value.wholeMatch(of: /[+\/A-Za-z0-9]{43}=/) != nil)
        }
        for value in try values(.token(TokenPolicy(bytes: 10, encoding: .base32)), 20) {
            #expect(value.wholeMatch(of: /[A-Z2-7]{16}/) != nil)
        }
        for value in try values(.uuid(.v4), 20) {
            #expect(value.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
        for value in try values(.uuid(.v7), 20) {
            #expect(value.wholeMatch(of: /018bcfe5-687b-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
        for value in try values(.pin(length: 6), 20) { #expect(value.wholeMatch(of: /[0-9]{6}/) != nil) }
        #expect(Set(try values(.pin(length: 12), 500)).count == 500)
    }

    @Test(
        "encodings give what RFC 4648 gives",
        arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func base64(plain: String, expected: String) {
        var buffer = SecretBuffer()
        Secret(utf8: plain).withBytes { TextEncoding.base64($0, into: &buffer) }
        #expect(text(buffer.secret()) == expected)
    }

    @Test("templates render with their filters")
    func templates() throws {
        let template = try Template("p://u:${password|urlencode}@h/${password|base64}/${password|json}")
        let value = try template.rendered { _ in Secret(utf8: "a/b\"é") }
        #expect(text(value) == "p://u:a%2Fb%22%C3%A9@h/YS9iIsOp/a/b\\\"é")
    }
}
